import assert from "node:assert/strict";
import { test } from "node:test";
import { pollingTransport } from "../../handoff/web/shared/polling.js";
import { Refused } from "../../handoff/web/shared/refused.js";
import { settle } from "./support.mjs";

function polled(parts) {
  const heard = { opened: 0, frames: [], closed: 0 };
  const transport = pollingTransport({
    hello: async () => ({ cursor: 0 }),
    command: async (frame) => ({ echo: frame.type }),
    feeds: [],
    ...parts,
  })({
    onOpen: () => heard.opened++,
    onFrame: (frame) => heard.frames.push(frame),
    onClose: () => heard.closed++,
  });
  return { transport, heard };
}

test("a hello is answered with ready, a command with its ack", async () => {
  const { transport, heard } = polled();
  await settle();

  await transport.send({ type: "session.hello", ref: "1", data: {} });
  await transport.send({ type: "seen.set", ref: "2", data: {} });

  assert.equal(1, heard.opened);
  assert.deepEqual({ type: "session.ready", ref: "1", data: { cursor: 0 } }, heard.frames[0]);
  assert.deepEqual({ type: "ack", ref: "2", data: { echo: "seen.set" } }, heard.frames[1]);
});

test("feeds start after the hello and follow one another until the close", async () => {
  let asked = 0;
  const answers = [];
  const feed = () => {
    asked++;
    return new Promise((done) => answers.push(done));
  };
  const { transport, heard } = polled({ feeds: [feed] });
  await settle();
  assert.equal(0, asked);

  await transport.send({ type: "session.hello", ref: "1", data: {} });
  answers[0]([{ type: "events", data: {} }]);
  await settle();
  transport.close();
  answers[1]([]);
  await settle();

  assert.equal(2, asked);
  assert.equal("events", heard.frames.at(-1).type);
});

test("a refused command becomes an error frame, a lost network closes", async () => {
  const limited = polled({
    command: async () => {
      throw new Refused({ code: "rate_limited", details: { retry_after: 2 } });
    },
  });
  const lost = polled({
    command: async () => {
      throw new Refused({ code: "disconnected" });
    },
  });

  await limited.transport.send({ type: "message.send", ref: "1", data: {} });
  await lost.transport.send({ type: "message.send", ref: "1", data: {} });

  assert.equal("rate_limited", limited.heard.frames[0].error.code);
  assert.equal(2, limited.heard.frames[0].error.details.retry_after);
  assert.equal(1, lost.heard.closed);
});

test("a failing feed closes the transport once", async () => {
  const { transport, heard } = polled({
    feeds: [
      async () => {
        throw new Refused({ code: "unavailable" });
      },
    ],
  });

  await transport.send({ type: "session.hello", ref: "1", data: {} });
  await settle();

  assert.equal(1, heard.closed);
});
