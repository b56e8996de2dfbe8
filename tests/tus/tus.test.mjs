// P5: photographs reach the office by the open protocol, with clients that know nothing of us, and a
// cut upload goes on where it was.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import * as tus from "tus-js-client";
import { office, phone } from "./office.mjs";
import { road } from "./road.mjs";
import { signed } from "./signature.mjs";

const SIZE = 400_000;
const PIECE = 64 * 1024;
/** Where pieces are cut; who began again after each would send more than twice the file. */
const CUTS = [100_000, 200_000, 300_000];
const AFTER = 20_000;

const folder = mkdtempSync(join(tmpdir(), "doorstep-tus-"));
let centre, engineer;

before(async () => {
  centre = await office(folder);
  engineer = await phone(folder, centre);
});

after(() => {
  centre?.process.kill();
  rmSync(folder, { recursive: true });
});

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** Whether the office keeps exactly these bytes under some name. */
function kept(bytes, below = centre.data) {
  return readdirSync(below, { withFileTypes: true }).some((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return kept(bytes, path);
    return statSync(path).size === bytes.length && sha256(readFileSync(path)) === sha256(bytes);
  });
}

const metadata = (bytes) =>
  ({ hash: sha256(bytes), subject: "visit/FW-20261123-0001-1", installation: engineer.installation });

function check(name, way, bytes) {
  console.log(`${name}: ${way.told.cuts} cuts, ${way.told.requests} requests, ${way.told.sent} bytes sent for ${bytes.length}`);
  assert.equal(way.told.cuts, CUTS.length, "every fault was injected");
  assert.ok(way.told.sent <= bytes.length + 2 * CUTS.length * PIECE, "it never began again");
  assert.ok(kept(bytes), "the office has the photograph");
}

test("tus-js-client, unmodified, uploads with signed requests and resumes after cuts", async () => {
  const bytes = randomBytes(SIZE);
  const way = await road(centre.address, { cuts: CUTS, after: AFTER });
  const sign = (request) => {
    const { pathname } = new URL(request.getURL());
    const fields = Object.fromEntries(["Upload-Length", "Upload-Metadata", "Upload-Offset"]
      .map((name) => [name.toLowerCase(), request.getHeader(name)]));
    const from = Number(fields["upload-offset"]);
    const body = request.getMethod() === "PATCH" ? bytes.subarray(from, from + PIECE) : undefined;
    for (const [name, value] of Object.entries(signed(engineer, request.getMethod(), pathname, fields, body))) {
      request.setHeader(name, value);
    }
  };
  await new Promise((onSuccess, onError) => {
    new tus.Upload(bytes, {
      endpoint: `${way.address}/media`, chunkSize: PIECE, retryDelays: Array(CUTS.length + 1).fill(0),
      metadata: metadata(bytes), onBeforeRequest: sign, onSuccess, onError,
    }).start();
  });
  way.close();
  check("tus-js-client", way, bytes);
});

test("tuspy, unmodified, uploads and resumes after cuts; a door beside it signs", async () => {
  const bytes = randomBytes(SIZE);
  const file = join(folder, "photo.jpg");
  writeFileSync(file, bytes);
  const way = await road(centre.address, { cuts: CUTS, after: AFTER, phone: engineer });
  const words = [new URL("resume.py", import.meta.url).pathname, `${way.address}/media`, file, `${PIECE}`, JSON.stringify(metadata(bytes))];
  const { stdout } = await promisify(execFile)(process.env.DOORSTEP_PYTHON ?? "python3", words);
  way.close();
  const told = JSON.parse(stdout);
  // More where it came again before the office had put the cut piece down.
  assert.ok(told.cut >= CUTS.length);
  assert.equal(told.offset, SIZE);
  check("tuspy", way, bytes);
});

test("an upload that is not signed, or by a key that the office does not know, is refused", async () => {
  const bytes = randomBytes(1_000);
  const fields = { "upload-length": `${bytes.length}`, "upload-metadata": Object.entries(metadata(bytes))
    .map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`).join(",") };
  const post = (added) =>
    fetch(`${centre.address}/media`, { method: "POST", headers: { "tus-resumable": "1.0.0", ...fields, ...added } });
  assert.equal((await post({})).status, 401);
  const stranger = { ...engineer, installation: "00".repeat(16) };
  assert.equal((await post(signed(stranger, "POST", "/media", fields))).status, 403);
  assert.equal((await post(signed(engineer, "POST", "/media", { ...fields, "upload-length": "2" }))).status, 401);
  assert.equal((await post(signed(engineer, "POST", "/media", fields))).status, 201);
});
