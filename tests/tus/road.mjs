// The road to the office: hands requests on, signs them on the way where it is given a phone, and
// cuts uploads at places of the file, each after a counted number of bytes.

import http from "node:http";
import { signed } from "./signature.mjs";

const OWN = new Set(["host", "connection", "content-length", "transfer-encoding"]);

/** Opens a road; the first piece that begins at or after each of the places `cuts` is cut after `after` of its bytes. */
export async function road(address, { cuts, after, phone }) {
  const to = new URL(address);
  const told = { cuts: 0, requests: 0, sent: 0 };
  const server = http.createServer(async (request, response) => {
    told.requests += 1;
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const fields = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !OWN.has(name)));
    const added = phone ? signed(phone, request.method, request.url, request.headers, body) : {};
    const on = http.request(
      { host: to.hostname, port: to.port, method: request.method, path: request.url, agent: false,
        headers: { ...fields, ...added, "content-length": body.length } },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    on.on("error", () => response.destroy());
    if (request.method === "PATCH") told.sent += body.length;
    const begins = Number(request.headers["upload-offset"]);
    if (request.method === "PATCH" && body.length > after && begins >= cuts[told.cuts]) {
      told.cuts += 1;
      // The office gets this much and no more, the client no answer.
      on.write(body.subarray(0, after), () => setImmediate(() => { on.destroy(); request.socket.destroy(); }));
    } else {
      on.end(body);
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => { server.closeAllConnections(); server.close(); };
  return { address: `http://127.0.0.1:${server.address().port}`, told, close };
}
