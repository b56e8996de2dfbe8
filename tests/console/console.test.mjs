// The console as a supervisor meets it: a real browser on the office of a running demo.
//
// DOORSTEP_CONSOLE_URL  where the demo's console is
// DOORSTEP_CONSOLE_LINK the link into it that works once
// DOORSTEP_PROGRAM      the doorstep program, for an office of our own
// DOORSTEP_SHOTS        where pictures go (a new folder under the system's temporary one)
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccessible, checkFits, enter, go, launch, open, shoot, shots, widths } from "./browser.mjs";
import { officeWith } from "./office.mjs";

const office = process.env.DOORSTEP_CONSOLE_URL?.replace(/\/$/, "");
assert.ok(office, "DOORSTEP_CONSOLE_URL says where the console is");

let browser;
before(async () => {
  browser = await launch();
  await enter(browser, process.env.DOORSTEP_CONSOLE_LINK);
});
after(async () => { await browser?.close(); console.log(`pictures: ${shots}`); });

const visitLinks = (page) => page.locator("table.visits tbody th a").evaluateAll((links) => links.map((a) => a.href));

/** The first visit of the board whose page has this. */
async function visitWith(page, selector) {
  await go(page, `${office}/`);
  for (const link of await visitLinks(page)) {
    await go(page, link);
    if (await page.locator(selector).count()) return link;
  }
  assert.fail(`no visit has ${selector}`);
}

test("the board lists every visit and counts them rightly", async () => {
  const page = await open(browser, office);
  await go(page, `${office}/`);
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-Hans");
  const links = await visitLinks(page);
  assert.ok(links.length > 0, "there are visits");
  const told = Number(await page.locator(".sums dd").first().innerText());
  assert.ok(told >= links.length, `${told} visits are told, ${links.length} are listed`);
  for (const section of await page.locator("section.engineer").all()) {
    const counted = Number(/\d+/.exec(await section.locator("h2 .count").innerText())[0]);
    assert.equal(await section.locator("tbody tr").count(), counted);
  }
  assert.deepEqual(page.misdeeds, []);
});

test("from the board to a visit, its photograph and its signature", async () => {
  const page = await open(browser, office);
  await visitWith(page, "svg.signature");
  const strokes = await page.locator("svg.signature path").evaluateAll((paths) => paths.map((p) => p.getTotalLength()));
  assert.ok(strokes.length > 0 && strokes.some((length) => length > 10), "the signature has strokes");
  assert.ok(await page.locator("svg.signature").getAttribute("aria-label"));

  const visit = await visitWith(page, ".gallery img");
  await shoot(page, "visit-zh");
  const sizes = await page.locator(".gallery img").evaluateAll((images) => images.map((image) => image.naturalWidth));
  assert.ok(sizes.every((width) => width > 0), `every arrived photo can be seen: ${sizes}`);
  await page.locator(".gallery a").first().click();
  await page.waitForURL(/\/photos\/[0-9a-f]{64}$/);
  assert.ok((await page.locator(".large img").evaluate((image) => image.decode().then(() => image.naturalWidth))) > 0);
  await shoot(page, "photo-zh");
  await page.locator(".crumbs a").nth(1).click();
  await page.waitForURL(`${visit}#photos`);
  assert.deepEqual(page.misdeeds, []);
});

test("every visit of the board has a page that says how it stands", async () => {
  const page = await open(browser, office);
  await go(page, `${office}/`);
  const links = await visitLinks(page);
  for (const link of links) {
    await go(page, link);
    for (const id of ["exceptions", "story", "quote", "signature", "steps", "parts", "photos", "documents", "arrival", "technical"]) {
      assert.equal(await page.locator(`section#${id} h2`).count(), 1, `${link} has a section ${id}`);
    }
    assert.doesNotMatch(await page.locator("main").innerText(), /\b(console|story|column|count|kind|finding)\/[a-z-]+/, "words are missing");
  }
  assert.ok(links.length > 0);
  assert.deepEqual(page.misdeeds, []);
});

/** The visits of the demo's day, with what a supervisor has to read of each in both languages. */
const stories = {
  "FW-20261123-0012-1": [["迟到", "迟到原因"], ["late", "Late because"]],
  "FW-20261123-0011-1": [["没人开门", "敲门"], ["Nobody opened", "rang or knocked"]],
  "FW-20261123-0014-1": [["申请减免", "¥150.00 → ¥80.00", "批准码"], ["Lower price", "¥150.00 → ¥80.00", "code"]],
  "FW-20261123-0013-1": [["带走或借出", "还没归还"], ["Taken away or lent", "not back yet"]],
  "FW-20261123-0015-1": [["停电", "另约时间"], ["Power cut", "Another time"]],
};

for (const [place, locale] of [[0, "zh-CN"], [1, "en"]]) {
  test(`what happened around the work is told in words: ${locale}`, async () => {
    const page = await open(browser, office, { locale });
    for (const [visit, words] of Object.entries(stories)) {
      await go(page, `${office}/visits/${visit}`);
      const told = await page.locator("#around").innerText();
      for (const word of words[place]) assert.ok(told.includes(word), `${visit} does not say ${word}:\n${told}`);
      assert.doesNotMatch(told, /\b[a-z]+\/[a-z-]+\b/, `${visit} shows a code`);
      await checkAccessible(page, visit);
      await checkFits(page, visit);
      await shoot(page, `around-${locale}-${visit}`);
    }
    await go(page, `${office}/visits/FW-20261123-0005-1`);
    const signature = await page.locator("#signature").innerText();
    assert.match(signature, place === 0 ? /不愿|拒|没有签/ : /refus|does not want|not signed/i, "a refusal to sign is told");
    assert.deepEqual(page.misdeeds, []);
  });
}

test("an exception leads to the event that it is about", async () => {
  const page = await open(browser, office);
  await visitWith(page, "ol.exceptions a");
  await page.locator("ol.exceptions a").first().click();
  const target = page.locator("tr:target");
  await target.waitFor({ state: "visible" });
  assert.deepEqual(page.misdeeds, []);
});

test("a click changes the language, here and on the pages after it", async () => {
  const page = await open(browser, office);
  await visitWith(page, "svg.signature");
  const chinese = page.url();
  await page.getByRole("button", { name: "English" }).click();
  assert.equal(new URL(page.url()).pathname, new URL(chinese).pathname, "it stays where it was");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await shoot(page, "visit-en");
  await page.getByRole("link", { name: "Today's board" }).click();
  assert.equal(await page.locator("h1").innerText(), "Today's board");
  await shoot(page, "board-en");
  const english = await open(browser, office, { locale: "en-GB" });
  await go(english, `${office}/`);
  assert.equal(await english.locator("html").getAttribute("lang"), "en", "the browser's wish");
  assert.deepEqual([...page.misdeeds, ...english.misdeeds], []);
});

test("search finds a job by a part of its number and says how many", async () => {
  const page = await open(browser, office, { locale: "en" });
  await go(page, `${office}/`);
  const job = await page.locator("table.visits tbody th a").first().innerText();
  await page.getByRole("searchbox").fill(job.slice(3));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?/);
  assert.ok((await page.locator("table.visits tbody th a").allInnerTexts()).includes(job));
  await go(page, `${office}/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
  assert.match(await page.locator(".lead").innerText(), /0 visits/);
  await go(page, `${office}/search?q=${"9".repeat(5000)}`);
  assert.deepEqual(page.misdeeds, []);
});

test("what is not there gets a page that helps", async () => {
  const page = await open(browser, office);
  for (const address of ["/visits/NO-SUCH-1", "/visits/%3Cb%3E", `/visits/NO-SUCH-1/photos/${"0".repeat(64)}`, "/no/such/page"]) {
    await go(page, office + address, 404);
    assert.equal(await page.locator("h1").innerText(), "没有这个页面", address);
  }
  await shoot(page, "not-found-zh");
});

test("a customer named like a script stands there as text and runs nothing", async () => {
  const own = await officeWith(process.env.DOORSTEP_PROGRAM, "E1002", ["bad/jobs/markup-name.toml"]);
  try {
    await enter(browser, own.first, { name: "li", password: "long enough a password" });
    const page = await open(browser, own.url);
    await go(page, `${own.url}/`);
    await page.locator("table.visits tbody th a").first().click();
    assert.equal(await page.locator(".facts dd").first().innerText(), "<script>alert(1)</script>");
    assert.match(await page.locator(".lead").innerText(), /<b>XQG100<\/b>/);
    assert.equal(await page.locator("main script, main b, main img, main a[href^=javascript]").count(), 0);
    await page.mouse.move(400, 300);
    await shoot(page, "markup-zh");
    assert.deepEqual(page.misdeeds, []);
  } finally {
    await own.close();
  }
});

test("pages load nothing from elsewhere and allow no script of their own", async () => {
  const page = await open(browser, office);
  const answer = await go(page, `${office}/`);
  const policy = answer.headers()["content-security-policy"];
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  assert.equal(answer.headers()["cache-control"], "no-store");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => window.ran), undefined, "an inline script does not run");
});

test("everything can be read without script", async () => {
  const page = await open(browser, office, { javaScriptEnabled: false });
  await go(page, `${office}/`);
  assert.ok((await page.locator("table.visits tbody th a").count()) > 0);
  await page.locator("table.visits tbody th a").first().click();
  assert.ok(await page.locator("h1").innerText());
});

test("a board that the office no longer feeds says so", async () => {
  const page = await open(browser, office, { locale: "en" });
  await go(page, `${office}/`);
  const rows = await page.locator("table.visits tbody tr").count();
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.route("**/*", (route) => route.abort());
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.locator(".fresh.stale").waitFor();
  assert.match(await page.locator(".fresh").innerText(), /cannot be reached/);
  assert.equal(await page.locator("table.visits tbody tr").count(), rows, "the old figures stay");
});

test("the keyboard is enough", async () => {
  const page = await open(browser, office);
  await go(page, `${office}/`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const [inside, outline] = await page.evaluate(() => {
    const active = document.activeElement;
    return [document.getElementById("main").contains(active), getComputedStyle(active).outlineStyle];
  });
  assert.ok(inside, "the next stop is in the content");
  assert.equal(outline, "solid", "one sees where one is");
});

for (const [screen, viewport] of Object.entries(widths)) {
  for (const locale of ["zh-CN", "en"]) {
    test(`nobody is shut out and nothing sticks out: ${screen}, ${locale}`, async () => {
      const page = await open(browser, office, { viewport, locale });
      const visit = await visitWith(page, ".gallery img");
      const photo = await page.locator(".gallery a").first().getAttribute("href");
      const pages = { board: `${office}/`, visit, photo: office + photo, search: `${office}/search?q=FW`, "not-found": `${office}/nothing` };
      for (const [name, address] of Object.entries(pages)) {
        await page.goto(address);
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
        await checkAccessible(page, name);
        await checkFits(page, name);
        await shoot(page, `${screen}-${locale}-${name}`);
      }
    });
  }
}

test("the first supervisor chooses a password by a link that works once, signs out and in again", async () => {
  const own = await officeWith(process.env.DOORSTEP_PROGRAM, "E1002", []);
  try {
    for (const locale of ["zh-CN", "en"]) {
      const page = await open(browser, own.url, { locale });
      await go(page, own.first);
      await checkAccessible(page, "welcome");
      await checkFits(page, "welcome");
      await shoot(page, `welcome-${locale}`);
      await go(page, `${own.url}/`);
      assert.match(page.url(), /\/sign-in\?next=/, "nobody is let in without signing in");
      await checkAccessible(page, "sign-in");
      await shoot(page, `sign-in-${locale}`);
      assert.deepEqual(page.misdeeds, []);
    }
    await enter(browser, own.first, { name: "li", password: "long enough a password" });
    const page = await open(browser, own.url);
    await go(page, `${own.url}/`);
    await page.locator("form[action='/sign-out'] button").click();
    await page.waitForURL(/\/sign-in$/);
    await page.locator("#name").fill("li");
    await page.locator("#password").fill("not the password");
    await page.locator("form.door button").click();
    assert.ok(await page.locator("[role=alert]").innerText());
    await page.locator("#password").fill("long enough a password");
    await page.locator("form.door button").click();
    await page.waitForURL(`${own.url}/`);
    await go(page, own.first, 403);
  } finally {
    await own.close();
  }
});

for (const [place, locale] of [[0, "zh-CN"], [1, "en"]]) {
  test(`how the office stands is told in words: ${locale}`, async () => {
    for (const [screen, viewport] of Object.entries(widths)) {
      const page = await open(browser, office, { locale, viewport });
      await go(page, `${office}/state`);
      const told = await page.locator("main").innerText();
      const words = [["备份", "手机", "没有采用", "停用", "恢复", "该做的事"], ["Backups", "phones", "not used", "revoked", "restored", "What to do"]][place];
      for (const word of words) assert.ok(told.includes(word), `the page does not say ${word}:\n${told}`);
      assert.doesNotMatch(told, /\b(console|event|account)\/[a-z-]+/, "a code is shown");
      assert.equal(await page.locator("#phones tbody tr").count(), 3, "every phone of the demo");
      await checkAccessible(page, "state");
      await checkFits(page, "state");
      await shoot(page, `state-${screen}-${locale}`);
      assert.deepEqual(page.misdeeds, []);
    }
  });
}
