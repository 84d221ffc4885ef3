/** A transport over plain HTTP, for networks that stop WebSockets. */
import { Refused } from "./refused.js";

/**
 * @param {object} o
 * @param {(data: object) => Promise<object>} o.hello  answers session.hello
 * @param {(frame: object) => Promise<object>} o.command  sends one command
 * @param {Array<(signal: AbortSignal) => Promise<object[]>>} o.feeds  long polls;
 *   each is asked again as soon as it answers, until one of them fails
 */
export const pollingTransport =
  ({ hello, command, feeds }) =>
  ({ onOpen, onFrame, onClose }) => {
    const stop = new AbortController();

    async function follow(feed) {
      while (!stop.signal.aborted) {
        for (const frame of await feed(stop.signal)) onFrame(frame);
      }
    }

    function failed(error) {
      if (!(error instanceof Refused)) throw error;
      if (!stop.signal.aborted) onClose(0);
    }

    async function answer(frame) {
      const { type, ref, data } = frame;
      try {
        if (type !== "session.hello") {
          onFrame({ type: "ack", ref, data: await command(frame) });
          return;
        }
        onFrame({ type: "session.ready", ref, data: await hello(data) });
        feeds.forEach((feed) => follow(feed).catch(failed));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (error.code === "disconnected") failed(error);
        else onFrame({ type: "error", ref, error });
      }
    }

    queueMicrotask(onOpen);
    return { send: answer, close: () => stop.abort() };
  };
