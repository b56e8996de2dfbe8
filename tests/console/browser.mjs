// A browser that notes everything a page should not do.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const shots = process.env.DOORSTEP_SHOTS ?? mkdtempSync(join(tmpdir(), "doorstep-console-shots-"));
mkdirSync(shots, { recursive: true });

export const widths = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } };

export function launch() {
  const executablePath = process.env.DOORSTEP_CHROMIUM ?? "/usr/bin/chromium";
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath, headless: true, args });
}

/** What each office keeps in a browser that signed in there, by the office's address. */
const signedIn = new Map();

/** Goes in by a link that works once; every page that is opened for this office is signed in from then on. */
export async function enter(browser, link, { name, password } = {}) {
  const context = await browser.newContext({ locale: "zh-CN" });
  const page = await context.newPage();
  await page.goto(link);
  if (name) await page.locator("#name").fill(name);
  if (password) await page.locator("#password").fill(password);
  await page.locator("form.door button").click();
  await page.waitForURL(new URL("/", link).href);
  const { cookies } = await context.storageState();
  signedIn.set(new URL(link).origin, { cookies, origins: [] });
  await context.close();
}

/** Opens a page; what it must not do is collected in `page.misdeeds`. */
export async function open(browser, office, options = {}) {
  const context = await browser.newContext({ locale: "zh-CN", viewport: widths.desktop, storageState: signedIn.get(new URL(office).origin), ...options });
  const page = await context.newPage();
  page.misdeeds = [];
  page.on("dialog", (dialog) => { page.misdeeds.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("pageerror", (error) => page.misdeeds.push(`script failed: ${error.message}`));
  page.on("console", (said) => { if (said.type() === "error") page.misdeeds.push(`console: ${said.text()}`); });
  page.on("request", (request) => {
    if (!request.url().startsWith(office)) page.misdeeds.push(`went elsewhere: ${request.url()}`);
  });
  return page;
}

/** Goes there, and insists on the status. */
export async function go(page, address, status = 200) {
  const answer = await page.goto(address, { waitUntil: "load" });
  assert.equal(answer.status(), status, address);
  return answer;
}

/** Nobody is shut out: no serious finding of axe. Runs past the page's policy, as a tool of the browser. */
export async function checkAccessible(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = grave.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(({ html }) => html).join(" | ")}`);
  assert.deepEqual(told, [], name);
}

/** The whole page as a picture, pictures in it loaded. */
export async function shoot(page, name) {
  await page.evaluate(async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
  });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

/** Nothing sticks out to the side. */
export async function checkFits(page, name) {
  const [needed, given] = await page.evaluate(() => [document.scrollingElement.scrollWidth, window.innerWidth]);
  assert.ok(needed <= given, `${name} is ${needed} wide on a screen of ${given}`);
}
