// An office of its own for tests that need something the demo does not have.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));

/** Makes an office with the demo's books and one engineer, gives them these jobs, and serves it. */
export async function officeWith(program, engineer, jobs) {
  const data = mkdtempSync(join(tmpdir(), "doorstep-console-"));
  const admin = (...args) => execFileSync(program, ["admin", args[0], "--data", data, ...args.slice(1)], { stdio: "pipe" });
  admin("publish", join(fixtures, "books/home-service"));
  admin("engineer", join(fixtures, `people/${engineer}.toml`));
  for (const job of jobs) admin("assign", join(fixtures, job));
  const serving = spawn(program, ["serve", "--data", data, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const { url, first } = await addresses(serving);
  const close = async () => {
    serving.kill("SIGINT");
    await new Promise((ended) => serving.once("exit", ended));
    rmSync(data, { recursive: true, force: true });
  };
  return { url, first, admin, close };
}

/** Where the office serves, and the link for its first supervisor. */
function addresses(serving) {
  return new Promise((found, failed) => {
    serving.once("exit", (code) => failed(new Error(`the office ended with ${code} before it served`)));
    let first;
    createInterface({ input: serving.stdout }).on("line", (line) => {
      first ??= /^The first supervisor: (\S+)/.exec(line)?.[1];
      const address = /^The console: (http:\/\/[0-9.]+:[0-9]+)/.exec(line);
      if (address) found({ url: address[1], first });
    });
  });
}
