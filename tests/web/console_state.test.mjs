import assert from "node:assert/strict";
import { test } from "node:test";
import { initial, reduce } from "../../handoff/web/console/state.js";
import {
  attention,
  byConversation,
  composerState,
  corrections,
  evidenceBySeq,
  inboxOf,
  judgedOf,
  matrixSeq,
  neighbour,
  quote,
  saysNow,
} from "../../handoff/web/console/select.js";
import { together } from "../../handoff/web/console/notify.js";
import { said } from "./support.mjs";

const me = { id: "per_1", name: "Maya" };
const item = (id, more = {}) => ({
  conversation_id: id,
  status: "queued",
  priority: "P3",
  waiting_since: "2026-01-01T00:00:00Z",
  agent: null,
  signals: [],
  ...more,
});

const ready = (queue, mine = [], all = null) =>
  reduce(initial, {
    type: "ready",
    data: { person: me, inbox: { queue, mine, all }, presence: "online", cursor: 1 },
  });

const open = (snapshot, events, cursor = events.length) => {
  const state = reduce(ready([]), { type: "select", id: "c" });
  const data = { conversation: snapshot, events, cursor };
  return reduce(state, { type: "opened", id: "c", data });
};

const snapshot = (more = {}) => ({
  conversation_id: "c",
  status: "assigned",
  owner: { kind: "agent", ...me },
  epoch: 2,
  packet: null,
  ...more,
});

const packet = (seqs) => ({
  transcript: { last_seq: Math.max(...seqs), messages: seqs.map((seq) => ({ seq })) },
});

test("those who wait are ranked by priority, then by time", () => {
  const state = ready([
    item("late", { waiting_since: "2026-01-01T00:09:00Z" }),
    item("p1", { priority: "P1", rank: 1, waiting_since: "2026-01-01T00:10:00Z" }),
    item("early"),
  ]);

  assert.deepEqual(["p1", "early", "late"], inboxOf(state, "queue").map((x) => x.conversation_id));
});

test("an accepted conversation moves from waiting to mine", () => {
  const before = ready([item("a")]);
  const taken = item("a", { status: "assigned", agent: me, unread: 2 });

  const after = reduce(before, { type: "inbox", data: { upsert: [taken], remove: [] } });

  assert.equal(0, inboxOf(after, "queue").length);
  assert.equal(1, inboxOf(after, "mine").length);
  assert.equal(2, attention(after));
});

test("another agent's conversation is in neither list, a removed one in none", () => {
  const other = item("a", { status: "assigned", agent: { id: "per_2" } });
  const state = ready([], [], [other]);

  assert.equal(0, inboxOf(state, "mine").length);
  assert.equal(1, inboxOf(state, "all").length);
  const gone = reduce(state, { type: "inbox", data: { upsert: [], remove: ["a"] } });
  assert.equal(0, inboxOf(gone, "all").length);
});

test("a step in the list stops at its ends", () => {
  const state = { ...ready([item("a", { priority: "P1" }), item("b")]), selected: "a" };

  assert.equal("b", neighbour(state, 1));
  assert.equal("a", neighbour(state, -1));
  assert.equal(null, neighbour(ready([]), 1));
});

test("the composer opens only when every message of the packet is in view", () => {
  const whole = open(snapshot({ packet: packet([1, 2, 3]) }), [
    said(1, "customer", "a"),
    said(2, "bot", "b"),
    said(3, "customer", "c"),
  ]);
  const hole = open(
    snapshot({ packet: packet([1, 2, 3]) }),
    [said(1, "customer", "a"), said(3, "customer", "c")],
    3,
  );

  assert.equal("open", composerState(whole.view, me));
  assert.equal("loading", composerState(hole.view, me));
});

test("the composer says why it is shut", () => {
  const why = (more) => composerState(open(snapshot(more), []).view, me);

  assert.equal("queued", why({ status: "queued", owner: { kind: "queue", id: null } }));
  assert.equal("bot", why({ status: "bot", owner: { kind: "bot", id: null } }));
  assert.equal("closed", why({ status: "closed", owner: { kind: "nobody", id: null } }));
  assert.equal("other", why({ owner: { kind: "agent", id: "per_2", name: "Tomás" } }));
});

test("events of a conversation that is not open are not kept", () => {
  const state = open(snapshot(), [said(1, "customer", "a")]);
  const frame = { conversation_id: "other", events: [said(2, "customer", "b")], cursor: 2 };

  assert.equal(state, reduce(state, { type: "events", data: frame }));
});

test("a late answer about a conversation one has left changes nothing", () => {
  const state = reduce(open(snapshot(), []), { type: "select", id: "d" });
  const data = { conversation: snapshot(), events: [said(1, "customer", "a")], cursor: 1 };

  assert.equal(state, reduce(state, { type: "opened", id: "c", data }));
});

test("a reply that was refused keeps its words and says so", () => {
  const message = { cmid: "m1", text: "hello", mode: "reply", conversation_id: "c" };
  const sending = reduce(open(snapshot(), []), { type: "pending.added", id: "c", message });

  const failed = reduce(sending, { type: "pending.failed", id: "c", cmid: "m1", code: "stale_epoch" });

  assert.deepEqual(["failed", "hello"], [failed.view.pending[0].status, failed.view.pending[0].text]);
});

test("an echo by cmid takes the place of what was pending", () => {
  const message = { cmid: "m1", text: "hello", mode: "reply", conversation_id: "c" };
  const state = reduce(open(snapshot(), []), { type: "pending.added", id: "c", message });
  const events = [said(1, "agent", "hello", { cmid: "m1" })];

  const after = reduce(state, { type: "events", data: { conversation_id: "c", events, cursor: 1 } });

  assert.deepEqual([], after.view.pending);
});

test("drafts are kept per conversation and per kind", () => {
  let state = reduce(open(snapshot(), []), { type: "draft", id: "c", mode: "reply", text: "hi" });
  state = reduce(state, { type: "draft", id: "c", mode: "note", text: "psst" });
  state = reduce(reduce(state, { type: "select", id: "d" }), { type: "select", id: "c" });

  assert.deepEqual({ reply: "hi", note: "psst" }, state.drafts.c);
});

test("an initial password asks gently, and only until it is changed", () => {
  const state = reduce(initial, { type: "signed_in", person: me, passwordIsInitial: true });

  assert.equal("password", state.dialog);
  const later = reduce(state, { type: "dialog", name: null });
  assert.ok(later.passwordIsInitial);
  assert.ok(!reduce(state, { type: "password.changed" }).passwordIsInitial);
});

const alert = (seq, more = {}) => ({ conversation_id: "c", seq, signal: "violence", ...more });

test("an alert stays until it is dismissed, and is held once", () => {
  const told = [alert(4), alert(4), alert(9)].reduce(
    (state, data) => reduce(state, { type: "alert", data }),
    ready([]),
  );

  const other = reduce(told, { type: "alert", data: alert(5, { conversation_id: "d" }) });
  const left = reduce(other, { type: "alert.removed", conversation_id: "c" });

  assert.deepEqual([4, 9], told.alerts.map((held) => held.seq));
  assert.deepEqual([[4, 9], [5]], byConversation(other.alerts).map((about) => about.map((one) => one.seq)));
  assert.deepEqual(["d"], left.alerts.map((held) => held.conversation_id));
});

test("opening the conversation takes its alerts away, also when it is open already", () => {
  const told = reduce(ready([]), { type: "alert", data: alert(4) });
  const opened = reduce(told, { type: "select", id: "c" });
  const again = reduce(reduce(opened, { type: "alert", data: alert(9) }), { type: "select", id: "c" });

  assert.deepEqual([], opened.alerts);
  assert.deepEqual([], again.alerts);
});

test("alerts of one conversation at one moment are told once", () => {
  const timers = [];
  const told = [];
  const tell = together((alerts) => told.push(alerts), { set: (f) => timers.push(f) });

  tell(alert(4));
  tell(alert(5, { signal: "safety" }));
  tell(alert(6, { conversation_id: "d" }));
  timers.splice(0).forEach((due) => due());
  tell(alert(9));
  timers.splice(0).forEach((due) => due());

  assert.deepEqual([[4, 5], [6], [9]], told.map((alerts) => alerts.map((one) => one.seq)));
});

const word = (about, old, now, by = "per_1", seq = 3) => ({
  about, old, new: now, message_seq: seq, by: { id: by, name: by }, reason: "r", at: "",
});
const level = (name, ...seqs) => ({ level: name, evidence: seqs.map((seq) => ({ seq })) });

test("a word on the matrix is about the newest evidence, else the customer's last message", () => {
  const events = [said(1, "customer", "a"), said(2, "bot", "b"), said(3, "customer", "c"), said(4, "agent", "d")];

  assert.equal(5, matrixSeq({ urgency: level("high", 2, 5), impact: level("low", 1) }, events));
  assert.equal(3, matrixSeq({ urgency: level("low"), impact: level("low") }, events));
  assert.equal(null, matrixSeq({ urgency: level("low"), impact: level("low") }, []));
});

test("agreements and corrections are told apart, signal by signal", () => {
  const rating = {
    urgency: level("high"), impact: level("low"),
    judged: [word("legal", "legal", "legal"), word("legal", "legal", "none", "per_2", 7), word("matrix", "P2", "P4")],
  };

  assert.deepEqual(["legal"], judgedOf(rating, "legal", 3).map((one) => one.new));
  assert.deepEqual(["P4"], judgedOf(rating, "matrix", 99).map((one) => one.new));
  assert.deepEqual(["none", "P4"], corrections(rating).map((one) => one.new));
  assert.deepEqual([], corrections({}));
  assert.equal("P2", saysNow(rating, "matrix"));
  assert.equal("legal", saysNow(rating, "legal"));
});

test("a dialog knows what it is about, and forgets it when it closes", () => {
  const subject = { about: "legal", seq: 3 };
  const asked = reduce(ready([]), { type: "dialog", name: "correct", subject });

  assert.deepEqual(subject, asked.subject);
  assert.equal(null, reduce(asked, { type: "dialog", name: null }).subject);
});

test("signing out forgets everything", () => {
  const state = reduce(open(snapshot(), [said(1, "customer", "secret")]), { type: "signed_out" });

  assert.deepEqual({ ...initial, phase: "signed_out" }, state);
});

test("evidence is found by message, with its kind and reason", () => {
  const rating = {
    urgency: { evidence: [{ seq: 2, start: 0, end: 4, why: "soon" }] },
    impact: { evidence: [] },
    signals: [{ name: "legal", seq: 2, start: 5, end: 9, why: "lawyer" }],
    facts: [{ kind: "order_number", seq: 1, start: 3, end: 3 }],
  };

  const marks = evidenceBySeq(rating);

  assert.deepEqual(["urgency", "signal"], marks.get(2).map((mark) => mark.kind));
  assert.equal(undefined, marks.get(1), "an empty span marks nothing");
});

test("quoted words are counted in code points", () => {
  const events = [said(4, "customer", "🎂🎂 my lawyer")];

  assert.equal("lawyer", quote(events, { seq: 4, start: 6, end: 12 }));
  assert.equal(null, quote(events, { seq: 9, start: 0, end: 1 }));
});
