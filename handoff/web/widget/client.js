/** Ties the panel's store to the desk: session, stream, commands. */
import { call } from "../shared/api.js";
import { Link, realClock, socketTransport } from "../shared/socket.js";
import { pollingTransport } from "../shared/polling.js";
import { Outbox } from "./outbox.js";
import { conversationId, isForeign, isOver } from "./state.js";

const socketUrl = (path) => `${location.origin.replace(/^http/, "ws")}${path}`;

/** How the customer protocol runs over plain HTTP. */
function polling(store, token) {
  const events = (wait, signal) => {
    const query = new URLSearchParams({ since: store.state.cursor, wait });
    const id = conversationId(store.state) ?? "";
    if (id) query.set("conversation_id", id);
    return call("GET", `/api/customer/events?${query}`, { token: token(), signal });
  };
  return pollingTransport({
    hello: async () => ({ ...(await events(0)), bot: null, limits: null }),
    command: async (frame) => {
      const body = { type: frame.type, ref: frame.ref, data: frame.data };
      const answer = await call("POST", "/api/customer/commands", { body, token: token() });
      return answer.data;
    },
    feeds: [
      async (signal) => {
        const { conversation, turn_running, ...data } = await events(25, signal);
        const id = conversation?.conversation_id ?? null;
        return [
          { type: "events", data: { ...data, conversation_id: id } },
          { type: "snapshot", conversation, turnRunning: turn_running },
        ];
      },
    ],
  });
}

/**
 * @param {object} store
 * @param {{keep: object, context: () => object, clock?: object}} seams  `context`
 *   gives name, locale and page_url for a new session
 */
export function createClient(store, { keep, context, clock = realClock }) {
  let opening = null;
  let stream = null;
  const token = () => keep.get("token");

  const link = new Link({
    transports: [socketTransport(socketUrl("/ws/customer")), polling(store, token)],
    clock,
    hello: () => ({
      token: token(),
      conversation_id: conversationId(store.state) ?? keep.get("conversation"),
      last_seq: store.state.cursor,
    }),
    onReady(data) {
      const other = stream && data.stream_id && stream !== data.stream_id;
      stream = data.stream_id ?? stream;
      if (other && store.state.cursor > 0) {
        store.dispatch("resync"); // the desk's log was restored: ours is not its
        link.restart();
        return;
      }
      store.dispatch("ready", { data });
      outbox.flush();
    },
    onFrame(frame) {
      const { data } = frame;
      if (data && isForeign(store.state, data.conversation_id)) return;
      if (frame.type === "events" && store.state.cursor === 0 && data.events[0]?.seq > 1)
        link.restart(); // another tab began this one: fetch it from its start
      else store.dispatch(frame.type, frame);
    },
    onStatus(status, ms) {
      const offline = status === "waiting" && navigator.onLine === false;
      const retryAt = ms ? Date.now() + ms : null;
      store.dispatch("link", { status: offline ? "offline" : status, retryAt });
    },
    onRefused(error) {
      if (error.code === "not_signed_in") keep.set("token", null); // begin anew
      keep.set("conversation", null);
      store.dispatch("lost");
      clock.set(() => open(), 1000);
    },
  });

  const outbox = new Outbox(
    store,
    ({ cmid, text, conversation_id }) =>
      link.request("message.send", {
        cmid,
        text,
        conversation_id: conversation_id ?? conversationId(store.state),
      }),
    { keep, clock, now: () => Date.now() },
  );

  store.subscribe((state) => {
    if (state.everReady) keep.set("conversation", conversationId(state));
  });

  /** Makes a session when there is none, then keeps the stream open. */
  function open() {
    opening ??= openOnce().finally(() => (opening = null));
    return opening;
  }

  async function openOnce() {
    try {
      if (!token()) {
        const body = context();
        keep.set("token", (await call("POST", "/api/customer/sessions", { body })).token);
      }
      link.start();
    } catch {
      store.dispatch("link", { status: "waiting" });
      clock.set(() => open(), 2000 + clock.random() * 8000);
    }
  }

  // What fails here is asked again by the next gesture: nothing to say.
  const quietly = (type, data) => link.request(type, data).catch(() => null);

  /** The next message starts a new conversation. */
  function begin() {
    keep.set("conversation", null);
    store.dispatch("started");
  }

  return {
    open,
    send(text) {
      if (isOver(store.state)) begin();
      link.wake();
      return outbox.add(text, conversationId(store.state));
    },
    retry: (cmid) => outbox.retry(cmid),
    discard: (cmid) => store.dispatch("pending.removed", { cmid }),
    async askForPerson() {
      if (store.state.asking) return;
      store.dispatch("asking", { on: true });
      await quietly("human.request", { conversation_id: conversationId(store.state) });
      store.dispatch("asking", { on: false });
    },
    correct: (name, value) =>
      quietly("packet.correct", { conversation_id: conversationId(store.state), name, value }),
    typing: (on) => quietly("typing.set", { on }),
    seen: (seq) => quietly("seen.set", { seq }),
    async startNew() {
      if (await quietly("conversation.new", {})) begin();
    },
    wake: () => link.wake(),
    restart: () => link.restart(),
    /** Another tab moved to another conversation: follow it. */
    follow(id) {
      if (id === conversationId(store.state)) return;
      if (!id) store.dispatch("started");
      link.restart();
    },
  };
}
