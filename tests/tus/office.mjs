// A real office and an enrolled phone, each a process of the real program.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const program = process.env.DOORSTEP_PROGRAM;
const fixtures = new URL("../../fixtures/", import.meta.url).pathname;

const admin = (data, command, ...words) =>
  execFileSync(program, ["admin", command, "--data", data, ...words], { encoding: "utf8" }).trim();

/** The first line that fits; the end before it is an error. */
async function said(lines, pattern) {
  for await (const line of lines) {
    const found = line.match(pattern);
    if (found) return found;
  }
  throw new Error(`it ended before it said ${pattern}`);
}

/** An office that listens, below this folder. */
export async function office(folder) {
  const data = join(folder, "office");
  admin(data, "publish", join(fixtures, "books/home-service"));
  admin(data, "engineer", join(fixtures, "people/E1001.toml"));
  const token = admin(data, "invite", "E1001");
  const process = spawn(program, ["serve", "--data", data, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: process.stdout });
  const [address] = await said(lines, /http:\/\/[0-9.:]+/);
  return { data, address, token, process };
}

/** A phone that is enrolled there: its installation and its key. */
export async function phone(folder, office) {
  const data = join(folder, "phone");
  const process = spawn(program, ["phone", "--data", data], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  const [, installation] = (await lines.next()).value.match(/^ready ([0-9a-f]{32})$/);
  process.stdin.write(`enrol\t${office.address}\t${office.token}\n`);
  const answer = (await lines.next()).value;
  if (answer !== "ok") throw new Error(answer);
  process.stdin.write("quit\n");
  await once(process, "exit");
  return { installation, pem: readFileSync(join(data, "device-key.pem"), "utf8") };
}
