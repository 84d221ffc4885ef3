import assert from "node:assert/strict";
import { test } from "node:test";
import { initial, isForeign, isOver, openButtons, reduce } from "../../handoff/web/widget/state.js";
import { event, said } from "./support.mjs";

const ID = "cnv_1";

const conversation = (more = {}) => ({
  conversation_id: ID,
  status: "bot",
  owner: { kind: "bot", name: null },
  handoff: null,
  turn_running: false,
  ...more,
});

const ready = (state, events, more = {}) =>
  reduce(state, {
    type: "ready",
    data: { conversation: conversation(more), events, cursor: events.at(-1)?.seq ?? 0 },
  });

const arrive = (state, events, cursor = events.at(-1).seq) =>
  reduce(state, { type: "events", data: { conversation_id: ID, events, cursor } });

const send = (state, cmid, text = "hi") =>
  reduce(state, { type: "pending.added", message: { cmid, text, at: "", conversation_id: null } });

const queued = event(3, "handoff.queued", {
  handoff_id: "hof_1",
  reason: "exposure",
  team: { id: "c", name: "Complaints" },
  wait: { low: 60, high: 120 },
  passed_on: [],
});
const accepted = event(4, "handoff.accepted", { agent: { id: "p", name: "Maya" } });

test("an event that comes twice is held once, and order is by seq", () => {
  const first = said(1, "customer", "a");
  const second = said(2, "bot", "b");

  const state = arrive(arrive(ready(initial, []), [first, second]), [second, first]);

  assert.deepEqual([1, 2], state.events.map((e) => e.seq));
  assert.equal(2, state.cursor);
});

test("a message that comes back with its cmid is no longer pending", () => {
  const state = arrive(send(ready(initial, []), "c1"), [said(1, "customer", "hi", { cmid: "c1" })]);

  assert.deepEqual([], state.pending);
  assert.equal(1, state.events.length);
});

test("an ack before the echo shows the message once, as delivered", () => {
  const ack = { conversation_id: ID, seq: 1, turn: true, duplicate: false };
  const state = reduce(send(ready(initial, []), "c1"), { type: "pending.acked", cmid: "c1", ack });

  assert.equal("sent", state.pending[0].status);
  assert.ok(state.turnRunning);
  assert.deepEqual([], arrive(state, [said(1, "customer", "hi", { cmid: "c1" })]).pending);
});

test("a reconnect adds what was missed and keeps what is held", () => {
  const before = ready(initial, [said(1, "customer", "a"), said(2, "bot", "b")]);

  const after = ready(before, [said(3, "agent", "c")], { status: "assigned" });

  assert.deepEqual([1, 2, 3], after.events.map((e) => e.seq));
  assert.equal("assigned", after.conversation.status);
});

test("a server that is behind the page makes it start again", () => {
  const before = ready(initial, [said(1, "customer", "a"), said(2, "bot", "b")]);

  const after = reduce(before, {
    type: "ready",
    data: { conversation: conversation(), events: [said(1, "customer", "a")], cursor: 1 },
  });

  assert.deepEqual([1], after.events.map((e) => e.seq));
  assert.equal(1, after.cursor);
});

test("another conversation does not inherit the old one's messages", () => {
  const before = ready(initial, [said(1, "customer", "a")]);

  const after = ready(before, [said(1, "customer", "new")], { conversation_id: "cnv_2" });

  assert.deepEqual(["new"], after.events.map((e) => e.data.text));
});

test("a handoff moves the owner from bot to queue to agent", () => {
  const waiting = arrive(ready(initial, []), [said(1, "customer", "a"), said(2, "bot", "b"), queued]);
  const taken = arrive(waiting, [accepted]);

  assert.deepEqual({ kind: "queue", name: "Complaints" }, waiting.conversation.owner);
  assert.equal("queued", waiting.conversation.status);
  assert.deepEqual({ kind: "agent", name: "Maya" }, taken.conversation.owner);
  assert.equal("Maya", taken.conversation.handoff.agent.name);
});

test("a returned conversation is the bot's, a resolved one is closed", () => {
  const taken = arrive(ready(initial, []), [queued, accepted]);

  const back = arrive(taken, [event(5, "handoff.returned")]);
  const done = arrive(taken, [event(5, "handoff.resolved", { outcome: "x" })]);

  assert.equal("bot", back.conversation.status);
  assert.equal("closed", done.conversation.status);
  assert.equal(null, done.conversation.handoff);
});

test("the queue's news move place and wait, only while waiting", () => {
  const news = { type: "queue", data: { conversation_id: ID, position: 2, wait: { low: 1, high: 9 } } };
  const waiting = arrive(ready(initial, []), [queued]);

  assert.equal(2, reduce(waiting, news).conversation.handoff.position);
  assert.equal(null, reduce(ready(initial, []), news).conversation.handoff);
});

test("somebody's typing ends with their message", () => {
  const typing = { type: "typing", data: { on: true, author: { kind: "agent", name: "Maya" } } };
  const state = reduce(ready(initial, []), typing);

  assert.equal("Maya", state.typing.name);
  assert.equal(null, arrive(state, [said(1, "agent", "hello")]).typing);
});

test("the doors of somebody who waits are quick replies, and one that is open ends the place", () => {
  const buttons = [{ title: "Call me back", text: "Call me back" }];
  const waiting = arrive(ready(initial, []), [queued, said(4, "system", "How?", { buttons })]);
  const promised = arrive(waiting, [event(5, "door.opened", { kind: "call_back", due_at: "2026-11-23T09:30:00Z" })]);
  const { position, wait, due } = promised.conversation.handoff;

  assert.deepEqual(buttons, openButtons(waiting));
  assert.deepEqual([null, null, "2026-11-23T09:30:00Z"], [position, wait, due]);
});

test("quick replies are those of the newest message, while the bot has it", () => {
  const buttons = [{ title: "Refund", text: "I'd like a refund" }];
  const asked = ready(initial, [said(1, "customer", "a"), said(2, "bot", "b", { buttons })]);

  assert.deepEqual(buttons, openButtons(asked));
  assert.deepEqual([], openButtons(send(asked, "c9")));
  assert.deepEqual([], openButtons(arrive(asked, [said(3, "customer", "c")])));
  assert.deepEqual([], openButtons({ ...asked, turnRunning: true }));
});

test("a lost conversation keeps unsent messages and frees them of it", () => {
  const message = { cmid: "c1", text: "hi", at: "", conversation_id: ID };
  const state = reduce(ready(initial, [said(1, "customer", "a")]), { type: "pending.added", message });

  const after = reduce(state, { type: "lost" });

  assert.equal(null, after.conversation);
  assert.equal(null, after.pending[0].conversation_id);
});

test("frames of another conversation are told apart", () => {
  const state = ready(initial, []);

  assert.ok(isForeign(state, "cnv_other"));
  assert.ok(!isForeign(state, ID));
  assert.ok(!isForeign(initial, "cnv_other"));
});

test("names inherited from objects are no actions", () => {
  assert.equal(initial, reduce(initial, { type: "constructor" }));
  assert.equal(initial, reduce(initial, { type: "__proto__" }));
});

test("what the customer corrects is on the card at once", () => {
  const facts = [
    { name: "order_number", label: "Order number", value: "1" },
    { name: "amount", label: "Amount", value: "£5" },
  ];
  const card = { ...queued, data: { ...queued.data, passed_on: facts } };
  const corrected = event(4, "packet.corrected", { name: "order_number", old: "1", new: "2" });

  const state = arrive(ready(initial, []), [card, corrected]);

  assert.deepEqual(["2", "£5"], state.conversation.handoff.passed_on.map((fact) => fact.value));
});

test("a finished conversation takes the answer to its check-in, and nothing else", () => {
  const closed = ready(initial, [said(1, "agent", "Bye")], { status: "closed" });
  const buttons = [{ title: "No, not yet", text: "No, not yet" }];
  const asked = arrive(closed, [said(2, "system", "Is it settled?", { buttons })]);

  assert.equal(true, isOver(closed));
  assert.deepEqual([], openButtons(closed));
  assert.equal(false, isOver(asked));
  assert.deepEqual(buttons, openButtons(asked));
  assert.equal(true, isOver(arrive(asked, [said(3, "customer", "Yes"), said(4, "system", "Thanks")])));
});
