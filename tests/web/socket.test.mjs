import assert from "node:assert/strict";
import { test } from "node:test";
import { Link, backoff, socketTransport } from "../../handoff/web/shared/socket.js";
import { manualClock, settle, wire } from "./support.mjs";

function connected(overrides = {}) {
  const clock = manualClock();
  const first = wire();
  const second = wire();
  const seen = { ready: [], frames: [], statuses: [], refused: [] };
  const link = new Link({
    transports: [first.transport, second.transport],
    clock,
    hello: () => ({ last_seq: 7 }),
    onReady: (data) => seen.ready.push(data),
    onFrame: (frame) => seen.frames.push(frame),
    onStatus: (status) => seen.statuses.push(status),
    onRefused: (error) => seen.refused.push(error.code),
    ...overrides,
  });
  link.start();
  return { link, clock, first, second, seen };
}

test("a link says hello first and is live once the server is ready", async () => {
  const { link, first, seen } = connected();

  first.opened[0].open();
  const [hello] = first.opened[0].sent;
  first.opened[0].say({ type: "session.ready", ref: hello.ref, data: { cursor: 7 } });
  await settle();

  assert.deepEqual({ type: "session.hello", ref: "1", data: { last_seq: 7 } }, hello);
  assert.deepEqual([{ cursor: 7 }], seen.ready);
  assert.equal("live", seen.statuses.at(-1));
  assert.ok(link.ready);
});

test("a request before the session is ready is refused as disconnected", async () => {
  const { link } = connected();

  await assert.rejects(link.request("message.send", {}), { code: "disconnected" });
});

test("an ack answers its own request, an error rejects with its code", async () => {
  const { link, first } = connected();
  first.opened[0].ready();
  await settle();

  const ok = link.request("message.send", { text: "a" });
  first.opened[0].ack({ seq: 3 });
  const bad = link.request("message.send", { text: "b" });
  first.opened[0].refuse({ code: "rate_limited", details: { retry_after: 4 } });

  assert.deepEqual({ seq: 3 }, await ok);
  await assert.rejects(bad, { code: "rate_limited", details: { retry_after: 4 } });
});

test("a lost socket fails open requests and is opened again after a wait", async () => {
  const { link, clock, first, seen } = connected();
  first.opened[0].ready();
  await settle();
  const asked = link.request("message.send", {});

  first.opened[0].hangUp();

  await assert.rejects(asked, { code: "disconnected" });
  assert.equal("waiting", seen.statuses.at(-1));
  await clock.advance(1000);
  assert.equal(2, first.opened.length);
});

test("an answer that never comes counts as a lost socket", async () => {
  const { link, clock, first } = connected();
  first.opened[0].ready();
  await settle();
  const asked = assert.rejects(link.request("message.send", {}), { code: "disconnected" });

  await clock.advance(10_000);

  await asked;
  assert.ok(first.opened[0].closed);
});

test("a hello that is never answered is tried again", async () => {
  const { clock, first } = connected();
  first.opened[0].open();

  await clock.advance(10_000 + 1000);

  assert.equal(2, first.opened.length);
});

test("two failed sockets in a row lead to polling, later back to a socket", async () => {
  const { clock, first, second, seen } = connected();
  first.opened[0].hangUp();
  await clock.advance(1000);
  first.opened[1].hangUp();
  await clock.advance(2000);

  second.opened[0].ready({ cursor: 1 });
  await settle();

  assert.equal("polling", seen.statuses.at(-1));
  await clock.advance(1000);
  assert.equal(3, first.opened.length);
  assert.ok(second.opened[0].closed);
});

test("one failure of the climb back returns to polling at once", async () => {
  const { clock, first, second } = connected();
  first.opened[0].hangUp();
  await clock.advance(1000);
  first.opened[1].hangUp();
  await clock.advance(2000);
  second.opened[0].ready();
  await settle();
  await clock.advance(1000);

  first.opened[2].hangUp();
  await clock.advance(2000);

  assert.equal(2, second.opened.length);
});

test("a refused hello stops the link, a busy server does not", async () => {
  const refused = connected();
  refused.first.opened[0].open();
  refused.first.opened[0].refuse({ code: "not_signed_in" });
  const busy = connected();
  busy.first.opened[0].open();
  busy.first.opened[0].refuse({ code: "unavailable" });
  await settle();

  assert.deepEqual(["not_signed_in"], refused.seen.refused);
  assert.equal("stopped", refused.seen.statuses.at(-1));
  assert.deepEqual([], busy.seen.refused);
  assert.equal("waiting", busy.seen.statuses.at(-1));
});

test("frames of a dropped socket are not heard any more", async () => {
  const { link, first, seen } = connected();
  first.opened[0].ready();
  await settle();

  link.restart();
  first.opened[0].say({ type: "events", data: {} });

  assert.deepEqual([], seen.frames);
});

test("waking up does not wait for the end of the pause", async () => {
  const { link, first } = connected();
  first.opened[0].hangUp();

  link.wake();

  assert.equal(2, first.opened.length);
});

test("a stopped link opens nothing more", async () => {
  const { link, clock, first } = connected();
  first.opened[0].hangUp();

  link.stop();
  await clock.advance(60_000);

  assert.equal(1, first.opened.length);
});

test("backoff stays between half a second and half a minute, and jitters", () => {
  for (let n = 0; n < 20; n++) {
    assert.equal(500, backoff(n, () => 0));
    assert.ok(backoff(n, () => 1) <= 30_000);
  }
  assert.ok(backoff(9, () => 0.9) > backoff(9, () => 0.1));
});

test("a desk that starts again is found within three seconds", () => {
  for (let n = 0; n < 8; n++) assert.ok(backoff(n, () => 1) <= 3_000);
  assert.ok(backoff(9, () => 1) > 3_000);
});

test("the first climb back comes soon, the next one takes its time", async () => {
  const { clock, first, second } = connected();
  first.opened[0].hangUp();
  await clock.advance(1000);
  first.opened[1].hangUp();
  await clock.advance(2000);
  second.opened[0].ready();
  await settle();

  await clock.advance(1000);
  assert.equal(3, first.opened.length);
  first.opened[2].hangUp();
  await clock.advance(2000);
  second.opened[1].ready();
  await settle();

  await clock.advance(50_000);
  assert.equal(3, first.opened.length);
  await clock.advance(10_000);
  assert.equal(4, first.opened.length);
});

test("an unreadable frame closes the socket instead of the page", () => {
  class Socket {
    close() {
      this.closed = true;
    }
  }
  let socket;
  const Kept = class extends Socket {
    constructor() {
      super();
      socket = this;
    }
  };
  socketTransport("ws://desk", Kept)({ onOpen() {}, onFrame: assert.fail, onClose() {} });

  socket.onmessage({ data: "<html>" });

  assert.ok(socket.closed);
});
