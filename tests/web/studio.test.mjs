/** The studio's pure modules: spans, conditions, states, what differs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { diff } from "../../handoff/web/studio/scripts/diff.js";
import { merged, parted } from "../../handoff/web/studio/scripts/keeping.js";
import {
  condition,
  content,
  form,
  marked,
  named,
  parse,
  placeholders,
  span,
  states,
} from "../../handoff/web/studio/scripts/words.js";

const said = (parts) => parts.map(({ text, changed }) => (changed ? `[${text}]` : text)).join("");

test("two texts are compared word by word, and each side adds up to its text", () => {
  const { before, after } = diff("We look at it soon.", "We look at it today, you hear.");

  assert.equal(said(before), "We look at it [soon.]");
  assert.equal(said(after), "We look at it [today, you hear.]");
});

test("words that are all new are one change, not one each", () => {
  const { after } = diff("We look at it.", "You see them here.");

  assert.equal(said(after), "[You see them here.]");
});

test("equal texts differ in nothing, and an empty one in all", () => {
  assert.equal(said(diff("a b", "a b").before), "a b");
  assert.equal(said(diff("", "a b").after), "[a b]");
});

test("spans count characters as the desk does", () => {
  assert.deepEqual(span("😀 calm down", 2, 6), [3, 7]);
});

test("where findings overlap the worst is marked, and the whole text is not", () => {
  const findings = [
    { start: 0, end: 10, severity: "warning" },
    { start: 2, end: 4, severity: "warning" },
    { start: 3, end: 6, severity: "error" },
  ];

  assert.deepEqual(marked("0123456789", findings), [
    { text: "01", severity: null },
    { text: "2", severity: "warning" },
    { text: "3", severity: "error" },
    { text: "45", severity: "error" },
    { text: "6789", severity: null },
  ]);
});

test("what is typed as a condition becomes a value, a number, or a list", () => {
  assert.deepEqual(["late", "2", "true", "late, on_time", " "].map(parse), [
    "late",
    2,
    true,
    ["late", "on_time"],
    "",
  ]);
  assert.equal(condition({ order_state: ["late", "lost"] }), "order state: late, lost");
});

test("a content survives the editor's form", () => {
  const given = {
    text: "Hello {customer_name}",
    locale: "en",
    channel: null,
    buttons: [{ title: "Yes", text: "Yes please" }],
    when: { human_requests: 1, order_state: ["late", "lost"] },
    share: 3,
  };

  assert.deepEqual(content(form(given)), given);
});

test("a variant is told by its most pressing state first", () => {
  const latest = { state: "retired" };
  const live = { state: "published" };

  assert.deepEqual(states({ latest, live, open: { state: "in_review" }, offered: {} }), [
    "offered",
    "in_review",
    "published",
  ]);
  assert.deepEqual(states({ latest }), ["retired"]);
});

test("names and placeholders are read from ids and texts", () => {
  assert.equal(named("utter_late_delivery"), "late delivery");
  assert.deepEqual(placeholders("{a} and {b} and {a}"), ["a", "b"]);
});

test("what was typed while the desk saved stays, and the rest is as the desk has it", () => {
  const sent = { text: "One.", share: 1, buttons: [] };
  const mine = { ...sent, text: "One. Two." };
  const now = { text: "One.", share: 3, buttons: [{ title: "Yes", text: "Yes" }] };

  assert.deepEqual(merged(sent, mine, now), { ...now, text: "One. Two." });
  assert.equal(parted(sent, mine, now), false);
});

test("words taken back while the desk saved them are taken back", () => {
  const sent = { text: "Two.", share: 1 };

  assert.equal(merged(sent, { text: "One.", share: 1 }, sent).text, "One.");
});

test("two people part where both changed the same thing, each in another way", () => {
  const seen = { text: "One.", share: 1 };

  assert.ok(parted(seen, { ...seen, text: "Two." }, { ...seen, text: "Three." }));
  assert.equal(parted(seen, { ...seen, text: "Two." }, { ...seen, text: "Two." }), false);
  assert.equal(parted(seen, { ...seen, text: "Two." }, { ...seen, share: 2 }), false);
});
