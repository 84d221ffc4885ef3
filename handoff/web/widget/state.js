/** The panel's state: pure, every change is a row of the table at the end. */
import { merge, shownIds } from "../shared/log.js";

export const initial = {
  link: "connecting", // connecting live polling waiting offline stopped
  everReady: false,
  conversation: null,
  events: [],
  cursor: 0,
  pending: [], // {cmid, text, at, status: queued sending limited failed sent}
  botReady: true,
  maxChars: 4000,
  turnRunning: false,
  typing: null,
  retryAt: null,
  asking: false, // for a person
};

const isOther = (event) => event.author.kind !== "customer";

/** What each event does to the conversation, so that live equals a fresh load. */
const MOVES = {
  "handoff.queued": (c, { data }) => ({
    ...c,
    status: "queued",
    owner: { kind: "queue", name: data.team?.name ?? null },
    handoff: { ...data, position: data.position ?? null, agent: null },
  }),
  "handoff.accepted": (c, { data }) => ({
    ...c,
    status: "assigned",
    owner: { kind: "agent", name: data.agent?.name ?? null },
    handoff: c.handoff && { ...c.handoff, agent: data.agent, position: null, wait: null },
  }),
  "door.opened": (c, { data }) => ({
    ...c,
    handoff: c.handoff && { ...c.handoff, position: null, wait: null, due: data.due_at },
  }),
  "handoff.returned": (c) => ({
    ...c,
    status: "bot",
    owner: { kind: "bot", name: null },
    handoff: null,
  }),
  "handoff.resolved": (c) => ({
    ...c,
    status: "closed",
    owner: { kind: "nobody", name: null },
    handoff: null,
  }),
};
MOVES["packet.corrected"] = (c, { data }) => ({
  ...c,
  handoff: c.handoff && {
    ...c.handoff,
    passed_on: c.handoff.passed_on?.map((fact) => (fact.name === data.name ? { ...fact, value: data.new } : fact)),
  },
});
MOVES["handoff.abandoned"] = MOVES["handoff.resolved"];

const follow = (conversation, events) =>
  events.reduce((c, event) => MOVES[event.type]?.(c, event) ?? c, conversation);

const withoutShown = (pending, events) => {
  const shown = shownIds(events);
  return pending.filter((message) => !shown.has(message.cmid));
};

function ready(state, { data }) {
  const { conversation, bot, limits } = data;
  const same = conversation?.conversation_id === state.conversation?.conversation_id;
  const kept = same && data.cursor >= state.cursor ? state.events : [];
  const events = merge(kept, data.events);
  return {
    ...state,
    everReady: true,
    conversation,
    events,
    cursor: data.cursor,
    pending: withoutShown(state.pending, events),
    botReady: bot?.ready ?? state.botReady,
    maxChars: limits?.max_chars ?? state.maxChars,
    turnRunning: conversation?.turn_running ?? false,
    typing: null,
  };
}

function arrived(state, { data }) {
  const fresh = data.events.filter((event) => event.seq > state.cursor);
  const events = merge(state.events, fresh);
  const base = state.conversation ?? {
    conversation_id: data.conversation_id,
    status: "bot",
    owner: { kind: "bot", name: null },
    handoff: null,
  };
  return {
    ...state,
    conversation: follow(base, fresh),
    events,
    cursor: Math.max(state.cursor, data.cursor),
    pending: withoutShown(state.pending, events),
    typing: fresh.some(isOther) ? null : state.typing,
  };
}

const blank = { conversation: null, events: [], cursor: 0, turnRunning: false, typing: null };

const change = (cmid, values) => (state) => ({
  ...state,
  pending: state.pending.map((m) => (m.cmid === cmid ? { ...m, ...values } : m)),
});

const TABLE = {
  link: (s, { status, retryAt }) => ({
    ...s,
    link: status,
    retryAt: retryAt ?? null,
    ...(status === "live" || status === "polling" ? {} : { turnRunning: false, typing: null }),
  }),
  ready,
  events: arrived,
  snapshot: (s, { conversation, turnRunning }) =>
    conversation ? { ...s, conversation, turnRunning: !!turnRunning } : s,
  turn: (s, { data }) => ({ ...s, turnRunning: data.state === "running" }),
  typing: (s, { data }) => ({ ...s, typing: data.on ? data.author : null }),
  queue: (s, { data }) =>
    s.conversation?.handoff
      ? {
          ...s,
          conversation: {
            ...s.conversation,
            handoff: { ...s.conversation.handoff, position: data.position, wait: data.wait },
          },
        }
      : s,
  bot: (s, { data }) => ({ ...s, botReady: data.ready }),
  "pending.added": (s, { message }) =>
    s.pending.some((m) => m.cmid === message.cmid)
      ? s
      : { ...s, pending: [...s.pending, { ...message, status: "queued" }] },
  "pending.sending": (s, { cmid }) => change(cmid, { status: "sending" })(s),
  "pending.acked": (s, { cmid, ack }) =>
    change(cmid, { status: "sent", seq: ack.seq })({
      ...s,
      conversation: s.conversation ?? {
        conversation_id: ack.conversation_id,
        status: "bot",
        owner: { kind: "bot", name: null },
        handoff: null,
      },
      turnRunning: s.turnRunning || (ack.turn && !ack.duplicate),
    }),
  "pending.failed": (s, { cmid, status, code, seconds }) =>
    change(cmid, { status, code, seconds })(s),
  "pending.removed": (s, { cmid }) => ({
    ...s,
    pending: s.pending.filter((m) => m.cmid !== cmid),
  }),
  resync: (s) => ({ ...s, events: [], cursor: 0 }),
  asking: (s, { on }) => ({ ...s, asking: on }),
  // The customer begins a new conversation: nothing of the old one is kept.
  started: (s) => ({ ...s, ...blank, pending: [] }),
  // The desk does not know the conversation: unsent messages go to a new one.
  lost: (s) => ({
    ...s,
    ...blank,
    pending: s.pending.map((message) => ({ ...message, conversation_id: null })),
  }),
};

/** @returns the state after one action; an unknown one changes nothing. */
export function reduce(state, action) {
  return Object.hasOwn(TABLE, action.type) ? TABLE[action.type](state, action) : state;
}

/** @returns the id that ties the panel to its conversation, or null. */
export const conversationId = (state) => state.conversation?.conversation_id ?? null;

/** @returns true when a frame is about another conversation than the one held. */
export const isForeign = (state, id) =>
  id != null && conversationId(state) !== null && conversationId(state) !== id;

/** @returns the quick replies of the newest message, if others said it. */
export function lastButtons(state) {
  const last = state.events.findLast((event) => event.type === "message.created");
  return last && isOther(last) ? (last.data.buttons ?? []) : [];
}

/** @returns the quick replies that are still open; when all is over, the check-in's. */
export const openButtons = (state) =>
  state.pending.length || state.turnRunning || !/bot|queued|closed/.test(state.conversation?.status)
    ? []
    : lastButtons(state);

/** @returns true when the next message begins a new conversation. */
export const isOver = (state) =>
  state.conversation?.status === "closed" && !lastButtons(state).length;
