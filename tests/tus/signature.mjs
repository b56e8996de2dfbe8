// Signs requests as a phone does: RFC 9421 over method, path and what the kind of request has to cover.

import { createHash, createPrivateKey, sign } from "node:crypto";

/** What each kind of request covers; the same table as the office's. */
function covered(method, path) {
  if (method === "POST" && path === "/media") return ["@method", "@path", "upload-length", "upload-metadata"];
  if (method === "PATCH") return ["@method", "@path", "content-digest", "upload-offset"];
  return ["@method", "@path"];
}

/** The fields that make a request a signed one; `fields` in lower case, `body` where a digest is covered. */
export function signed(phone, method, path, fields, body) {
  const added = {};
  if (method === "PATCH") {
    added["content-digest"] = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
  }
  const value = { "@method": method, "@path": path, ...fields, ...added };
  const parts = covered(method, path);
  const input = `(${parts.map((part) => `"${part}"`).join(" ")});keyid="${phone.installation}";alg="ecdsa-p256-sha256"`;
  const base = [...parts.map((part) => `"${part}": ${value[part]}`), `"@signature-params": ${input}`].join("\n");
  const key = { key: createPrivateKey(phone.pem), dsaEncoding: "ieee-p1363" };
  added["signature-input"] = `doorstep=${input}`;
  added["signature"] = `doorstep=:${sign("sha256", Buffer.from(base), key).toString("base64")}:`;
  return added;
}
