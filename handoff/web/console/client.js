/** Ties the console's store to the desk: sign-in, stream, commands. */
import { call } from "../shared/api.js";
import { newId } from "../shared/ids.js";
import { Link, realClock, socketTransport } from "../shared/socket.js";
import { passing } from "./passing.js";
import { agentPolling } from "./polling.js";

const REFRESH_ON = /^(handoff|rating|packet|door)\./; // events that change the snapshot
const TOAST_FOR = 7000;
const TYPING_EVERY = 3000;

/**
 * @param {object} store
 * @param {{clock?: object, onQueued: (item: object) => void, onOffered: (item: object) => void, onAlert: (alert: object) => void}} seams
 */
export function createClient(store, { onQueued, onOffered, onAlert, clock = realClock }) {
  let csrf = null;
  let stream = null;
  let typedAt = 0;
  let seenSeq = 0;
  const id = () => store.state.selected;

  const link = new Link({
    transports: [
      socketTransport(`${location.origin.replace(/^http/, "ws")}/ws/agent`),
      agentPolling(store, () => csrf),
    ],
    clock,
    hello: () => ({ csrf, cursor: null }),
    onReady(data) {
      // Another stream: the desk's log was restored, so what is held is not its.
      if (stream && data.stream_id && stream !== data.stream_id) store.dispatch("resync");
      stream = data.stream_id ?? stream;
      store.dispatch("ready", { data });
      if (id()) refresh(id()).then(resend);
    },
    onFrame,
    onStatus: (status) => store.dispatch("link", { status }),
    onRefused: () => store.dispatch("signed_out"),
  });

  function onFrame(frame) {
    const { data } = frame;
    if (frame.type === "signed_out") return leave();
    if (frame.type === "inbox") announce(data.upsert);
    if (frame.type === "lists") announce(data.queue);
    if (frame.type === "alert") onAlert(data);
    store.dispatch(frame.type, frame);
    if (frame.type !== "events" || data.conversation_id !== id()) return;
    if (data.events.some((event) => REFRESH_ON.test(event.type))) refresh(id());
    seen();
  }

  function announce(items) {
    const known = store.state.items;
    for (const item of items)
      if (item.offer?.person.id === store.state.person?.id && known[item.conversation_id]?.offer?.id !== item.offer?.id)
        onOffered(item);
      else if (item.status === "queued" && known[item.conversation_id]?.status !== "queued")
        onQueued(item);
  }

  function toast(name, values = {}, kind = "info") {
    const entry = { id: newId(), name, values, kind };
    store.dispatch("toast.added", { toast: entry });
    clock.set(() => store.dispatch("toast.removed", { id: entry.id }), TOAST_FOR);
  }

  /** Reads a conversation from what is held to its end. */
  async function refresh(conversation) {
    try {
      for (let more = true; more; ) {
        const last_seq = store.state.view?.cursor ?? 0;
        const data = await link.request("conversation.open", {
          conversation_id: conversation,
          last_seq,
        });
        store.dispatch("opened", { id: conversation, data });
        more = id() === conversation && last_seq < data.cursor && data.cursor < data.conversation.last_seq;
      }
      seen();
    } catch (error) {
      if (error.code === "not_found") store.dispatch("missing", { id: conversation });
      else if (error.code !== "disconnected") explain(error);
    }
  }

  function select(next) {
    const before = id();
    if (before && before !== next)
      link.request("conversation.close", { conversation_id: before }).catch(() => null);
    store.dispatch("select", { id: next });
    seenSeq = 0;
    if (next) refresh(next);
  }

  function seen() {
    const { view } = store.state;
    if (document.hidden || !view || view.cursor <= seenSeq) return;
    seenSeq = view.cursor;
    const data = { conversation_id: id(), seq: seenSeq };
    link.request("seen.set", data).catch(() => null);
  }

  const nameOf = (who) => who?.name ?? "";

  /** Says what a refusal means, and fetches the truth when ours is old. */
  function explain(error) {
    const { code, details } = error;
    if (code === "handoff_already_taken")
      toast("taken", { name: nameOf(details.agent) }, "warn");
    else if (code === "stale_epoch")
      toast(details.owner?.name ? "stale" : "stale_nobody", { name: nameOf(details.owner) }, "warn");
    else toast(`error.${code}`, details, "bad");
    if (["handoff_already_taken", "stale_epoch", "illegal_transition"].includes(code) && id())
      refresh(id());
  }

  async function run(type, data) {
    try {
      return (await link.request(type, data)) ?? {};
    } catch (error) {
      explain(error);
      return null;
    }
  }

  const epoch = () => store.state.view?.snapshot?.epoch;

  async function post(message) {
    const { cmid, text, mode, conversation_id } = message;
    const scope = { id: conversation_id, cmid };
    const note = mode === "note";
    const data = { conversation_id, cmid, text };
    if (!note) Object.assign(data, { epoch: epoch(), last_seq: store.state.view.cursor });
    try {
      await link.request(note ? "note.add" : "message.send", data);
      store.dispatch("pending.acked", scope);
    } catch (error) {
      store.dispatch("pending.failed", { ...scope, code: error.code });
      if (error.code !== "disconnected") explain(error);
    }
  }

  function retry(message) {
    store.dispatch("pending.sending", { id: message.conversation_id, cmid: message.cmid });
    link.wake();
    return post(message);
  }

  /** What could not go out before goes out now: the cmid makes sure that it does once. */
  function resend() {
    for (const message of store.state.view?.pending ?? [])
      if (message.status === "failed" && message.code === "disconnected") retry(message);
  }

  async function begin() {
    try {
      const me = await call("GET", "/api/me");
      csrf = me.csrf;
      const passwordIsInitial = me.password_is_initial;
      store.dispatch("signed_in", { person: me.person, passwordIsInitial });
      link.start();
    } catch (error) {
      if (error.code === "not_signed_in") store.dispatch("signed_out");
      else clock.set(begin, 1000 + clock.random() * 3000);
    }
  }

  function leave() {
    link.stop();
    csrf = null;
    store.dispatch("signed_out");
  }

  return {
    begin,
    select,
    toast,
    seen,
    wake: () => link.wake(),
    restart: () => link.restart(),
    async signIn(login, password) {
      await call("POST", "/api/sign-in", { body: { login, password } });
      await begin();
    },
    async signOut() {
      await call("POST", "/api/sign-out", { body: {}, csrf }).catch(() => null);
      leave();
    },
    async changePassword(current, next) {
      const body = { current, new: next };
      await call("POST", "/api/password", { body, csrf });
      store.dispatch("password.changed");
      toast("password_changed");
    },
    async accept(handoff_id) {
      const snapshot = await run("handoff.accept", { handoff_id });
      if (!snapshot) return;
      store.dispatch("list", { name: "mine" });
      if (id() !== snapshot.conversation_id) select(snapshot.conversation_id);
      else refresh(id());
    },
    send(text, mode) {
      const conversation_id = id();
      const message = { cmid: newId(), text, mode, conversation_id };
      store.dispatch("pending.added", { id: conversation_id, message });
      store.dispatch("draft", { id: conversation_id, mode, text: "" });
      typedAt = 0;
      link.wake();
      return post(message);
    },
    retry,
    discard: (cmid) => store.dispatch("pending.removed", { id: id(), cmid }),
    async giveBack(note) {
      const data = { conversation_id: id(), epoch: epoch(), note };
      if (await run("handoff.return", data)) toast("returned");
      store.dispatch("dialog", { name: null });
    },
    async resolve(given) {
      const data = { conversation_id: id(), epoch: epoch(), ...given };
      if (await run("handoff.resolve", data)) toast("resolved");
      store.dispatch("dialog", { name: null });
    },
    ask: run,
    quietly: (type, data) => link.request(type, data).catch(() => null),
    markQuestion: (message_seq) =>
      call("POST", "/api/agent/questions", { body: { conversation_id: id(), message_seq }, csrf })
        .then(() => true)
        .catch(explain),
    agree: (about, message_seq) => run("rating.agree", { conversation_id: id(), about, message_seq }),
    async correct({ about, seq, to, reason }) {
      const data = { conversation_id: id(), about, message_seq: seq, to, reason };
      if (await run("rating.correct", data)) toast("corrected");
      store.dispatch("dialog", { name: null });
    },
    ...passing({ run, toast, store, held: () => ({ conversation_id: id(), epoch: epoch() }) }),
    async setPresence(presence) {
      if (await run("presence.set", { presence }))
        store.dispatch("presence", { data: { presence } });
    },
    typing() {
      if (Date.now() - typedAt < TYPING_EVERY) return;
      typedAt = Date.now();
      link.request("typing.set", { conversation_id: id(), on: true }).catch(() => null);
    },
  };
}
