import assert from "node:assert/strict";
import { test } from "node:test";
import { segments } from "../../handoff/web/console/highlight.js";
import { orderPairs } from "../../handoff/web/console/order.js";
import { list, t, useCatalogue } from "../../handoff/web/shared/i18n.js";
import { holdsAll, merge } from "../../handoff/web/shared/log.js";
import { createStore } from "../../handoff/web/shared/store.js";
import { since, waitRange } from "../../handoff/web/shared/time.js";
import { connectHost } from "../../handoff/web/widget/bridge.js";
import { said, settle } from "./support.mjs";

test("segments give back the whole text, cut where marks begin and end", () => {
  const marks = [
    { start: 2, end: 6 },
    { start: 4, end: 9 },
  ];

  const parts = segments("0123456789", marks);

  assert.equal("0123456789", parts.map((part) => part.text).join(""));
  assert.deepEqual(["01", "23", "45", "678", "9"], parts.map((part) => part.text));
  assert.deepEqual([0, 1, 2, 1, 0], parts.map((part) => part.marks.length));
});

test("marks count emoji as one, and marks beyond the text do no harm", () => {
  const parts = segments("🎂 my 💳", [
    { start: 2, end: 4 },
    { start: 5, end: 99 },
  ]);

  assert.deepEqual(["🎂 ", "my", " ", "💳"], parts.map((part) => part.text));
});

test("merging the same events again gives the same list", () => {
  const held = merge([], [said(2, "bot", "b"), said(1, "customer", "a")]);

  assert.deepEqual([1, 2], held.map((event) => event.seq));
  assert.equal(held, merge(held, [said(1, "customer", "a")]));
  assert.ok(holdsAll(held, [1, 2]));
  assert.ok(!holdsAll(held, [1, 3]));
});

test("words take values and plural forms, and a missing name is shown", () => {
  useCatalogue({
    a: { hello: "Hello {name}", n: { one: "{n} message", other: "{n} messages" }, l: [1] },
  });

  assert.equal("Hello {b}", t("a.hello", { name: "{b}" }), "values are not expanded again");
  assert.equal("1 message", t("a.n", { n: 1 }));
  assert.equal("3 messages", t("a.n", { n: 3 }));
  assert.equal("a.none", t("a.none"));
  assert.equal("constructor.name", t("constructor.name"));
  assert.deepEqual([1], list("a.l"));
});

test("spans and waits are said in whole, honest steps", () => {
  useCatalogue({
    time: {
      seconds: "{n} s", minutes: "{n} min", hours: "{n} h {m}", days: "{n} d",
      wait_unknown: "soon", wait_minute: "a minute", wait_about: "about {n}", wait_range: "{low} to {high}",
      wait_hours: "about {n} h",
    },
  });
  const now = Date.parse("2026-01-02T00:00:00Z");
  const at = (seconds) => new Date(now - seconds * 1000).toISOString();

  assert.equal("40 s", since(at(40), now));
  assert.equal("12 min", since(at(12 * 60 + 5), now));
  assert.equal("3 h 05", since(at(3 * 3600 + 5 * 60), now));
  assert.equal("0 s", since(at(-30), now), "a clock that runs ahead shows no minus");
  assert.equal("1 to 3", waitRange({ low: 60, high: 170 }));
  assert.equal("a minute", waitRange({ low: 5, high: 50 }));
  assert.equal("about 27 h", waitRange({ low: 97_260, high: 97_440 }));
  assert.equal("soon", waitRange(null));
});

test("an order is told in words, days and money, without what is unknown", () => {
  useCatalogue({
    shop: { status: { in_transit: "On its way" } },
    console: {
      order: { number: "Number", items: "Items", status: "Status", promised_on: "Promised", total: "Total" },
    },
  });
  const order = {
    number: "4471-0093", currency: "GBP", total: 64.5, status: "in_transit", payments: 1,
    items: [{ name: "Lamp" }, { name: "Throw" }], promised_on: "2026-11-18", delivered_on: null,
  };

  const pairs = Object.fromEntries(orderPairs(order).map(({ label, value }) => [label, value]));

  assert.deepEqual(
    {
      Number: "4471-0093", Items: "Lamp, Throw", Status: "On its way", Promised: "Nov 18, 2026", Total: "£64.50",
    },
    pairs,
  );
  assert.equal("5 ??", orderPairs({ total: 5, currency: "??" })[0].value);
});

test("listeners hear of many changes once", async () => {
  const store = createStore((state, action) => state + (action.type === "up" ? 1 : 0), 0);
  const heard = [];
  store.subscribe((state) => heard.push(state));

  store.dispatch("up");
  store.dispatch("up");
  store.dispatch("other");
  await settle();

  assert.deepEqual([2], heard);
});

function framed() {
  const posted = [];
  const parent = { postMessage: (message, origin) => posted.push([message.type, origin]) };
  const listeners = [];
  const frame = { parent, addEventListener: (_, f) => listeners.push(f) };
  const heard = [];
  const post = connectHost({ "host.hello": (m) => heard.push(m), "host.open": (m) => heard.push(m) }, frame);
  const say = (data, { origin = "https://shop.example", source = parent } = {}) =>
    listeners.forEach((f) => f({ data, origin, source }));
  return { post, posted, say, heard };
}

test("the panel answers only its own host page, at its exact origin", () => {
  const { post, posted, say, heard } = framed();
  post("panel.ready");
  say({ ns: "firstline", type: "host.hello" });
  post("panel.ready");
  say({ ns: "firstline", type: "host.open" }, { origin: "https://evil.example" });
  say({ ns: "firstline", type: "host.open" }, { source: {} });
  say({ ns: "other", type: "host.open" });
  say({ ns: "firstline", type: "constructor" });
  say("host.open");
  say(null);

  assert.equal(1, heard.length);
  assert.deepEqual([["panel.ready", "https://shop.example"]], posted);
});
