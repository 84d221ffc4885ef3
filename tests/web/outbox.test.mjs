import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../handoff/web/shared/store.js";
import { Refused } from "../../handoff/web/shared/refused.js";
import { Outbox, createKeep } from "../../handoff/web/widget/outbox.js";
import { initial, reduce } from "../../handoff/web/widget/state.js";
import { manualClock, memoryStorage, settle } from "./support.mjs";

const ack = (seq) => ({ conversation_id: "cnv_1", seq, turn: true, duplicate: false });

function outbox(send, storage = memoryStorage()) {
  const store = createStore(reduce, initial);
  const clock = manualClock();
  const keep = createKeep(storage);
  const sent = [];
  const box = new Outbox(
    store,
    (message) => {
      sent.push(message);
      return send(message, sent.length);
    },
    { keep, clock, now: clock.now },
  );
  const statuses = () => store.state.pending.map((message) => message.status);
  return { box, store, clock, keep, sent, statuses };
}

test("messages leave one at a time and in the order they were written", async () => {
  const answers = [];
  const { box, sent } = outbox(() => new Promise((done) => answers.push(done)));

  box.add("one", null);
  box.add("two", null);
  assert.equal(1, sent.length);
  answers[0](ack(1));
  await settle();

  assert.deepEqual(["one", "two"], sent.map((message) => message.text));
});

test("a message without an ack is sent again under the same id", async () => {
  const { box, sent, statuses } = outbox(async (_, n) => {
    if (n === 1) throw new Refused({ code: "disconnected" });
    return ack(1);
  });
  await box.add("hello", null);
  assert.deepEqual(["queued"], statuses());

  await box.flush();

  assert.equal(sent[0].cmid, sent[1].cmid);
  assert.deepEqual(["sent"], statuses());
});

test("unsent messages outlive a reload, sent ones do not", async () => {
  const storage = memoryStorage();
  const lost = async () => {
    throw new Refused({ code: "disconnected" });
  };
  const before = outbox(lost, storage);
  await before.box.add("keep me", "cnv_1");
  const { cmid } = before.store.state.pending[0];

  const after = outbox(async () => ack(4), storage);

  assert.equal(cmid, after.store.state.pending[0].cmid);
  await after.box.flush();
  await settle();
  assert.deepEqual([], after.keep.names("unsent."));
});

test("another tab that has nothing to send leaves one's unsent messages alone", async () => {
  const storage = memoryStorage();
  const other = outbox(async () => ack(1), storage);
  const mine = outbox(async () => {
    throw new Refused({ code: "disconnected" });
  }, storage);
  await mine.box.add("written offline", null);

  other.store.dispatch("bot", { data: { ready: false } });
  await settle();

  assert.equal(1, outbox(async () => ack(2), storage).store.state.pending.length);
});

test("over the limit a message waits as long as the server says, then goes", async () => {
  const { box, clock, sent, statuses } = outbox(async (_, n) => {
    if (n === 1) throw new Refused({ code: "rate_limited", details: { retry_after: 3 } });
    return ack(1);
  });
  await box.add("fast", null);
  assert.deepEqual(["limited"], statuses());

  await clock.advance(3000);

  assert.equal(2, sent.length);
  assert.deepEqual(["sent"], statuses());
});

test("a refused message says so and does not hold up the next one", async () => {
  const { box, store, sent } = outbox(async (message) => {
    if (message.text === "bad") throw new Refused({ code: "bad_request" });
    return ack(1);
  });

  await box.add("bad", null);
  await box.add("good", null);

  const [bad, good] = store.state.pending;
  assert.deepEqual(["failed", "bad_request"], [bad.status, bad.code]);
  assert.equal("sent", good.status);
  assert.equal(2, sent.length);
});

test("a storage that refuses everything is replaced by memory", () => {
  const refusing = {
    getItem() {
      throw new Error("denied");
    },
    setItem() {
      throw new Error("denied");
    },
  };

  for (const storage of [refusing, null]) {
    const keep = createKeep(storage);
    keep.set("token", "abc");
    assert.equal("abc", keep.get("token"));
  }
});
