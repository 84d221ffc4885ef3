// Stand-ins for what browsers give: a clock one can turn, sockets, a storage.

/** Timers fire when `advance` passes their time; random is always `share`. */
export function manualClock(share = 0.5) {
  let now = 0;
  let next = 1;
  const timers = new Map();
  return {
    random: () => share,
    now: () => now,
    set(f, ms) {
      timers.set(next, { f, at: now + ms });
      return next++;
    },
    clear: (id) => timers.delete(id),
    get waits() {
      return [...timers.values()].map((timer) => timer.at - now).sort((a, b) => a - b);
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter(([, t]) => t.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
        if (!due) break;
        timers.delete(due[0]);
        now = due[1].at;
        due[1].f();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** Lets promises that are ready run. */
export async function settle() {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** A transport whose other end is the test; every opened one is in `opened`. */
export function wire() {
  const opened = [];
  const transport = (handlers) => {
    const end = {
      sent: [],
      closed: false,
      open: () => handlers.onOpen(),
      say: (frame) => handlers.onFrame(frame),
      hangUp: (code = 1006) => handlers.onClose(code),
      ready(data = {}) {
        handlers.onOpen();
        handlers.onFrame({ type: "session.ready", ref: this.sent.at(-1).ref, data });
      },
      ack(data) {
        handlers.onFrame({ type: "ack", ref: this.sent.at(-1).ref, data });
      },
      refuse(error) {
        handlers.onFrame({ type: "error", ref: this.sent.at(-1).ref, error });
      },
    };
    opened.push(end);
    return {
      send: (frame) => end.sent.push(frame),
      close: () => (end.closed = true),
    };
  };
  return { transport, opened };
}

export function memoryStorage() {
  const items = new Map();
  return {
    get length() {
      return items.size;
    },
    key: (i) => [...items.keys()][i],
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, String(value)),
    removeItem: (key) => items.delete(key),
  };
}

/** An event of a conversation's log. */
export const event = (seq, type, data = {}, kind = "system", name = null) => ({
  seq,
  type,
  at: `2026-01-01T00:00:${String(seq % 60).padStart(2, "0")}Z`,
  author: { kind, id: null, name },
  visibility: "public",
  data,
});

export const said = (seq, kind, text, more = {}) =>
  event(seq, "message.created", { text, ...more }, kind);
