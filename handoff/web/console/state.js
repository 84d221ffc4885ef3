/** The console's state: pure; every change is a row of the table at the end. */
import { merge, shownIds } from "../shared/log.js";

export const initial = {
  phase: "loading", // loading signed_out ready
  person: null,
  passwordIsInitial: false,
  link: "connecting",
  presence: "offline",
  policies: { outcomes: [], remedies: [], root_causes: [], follow_ups: [] },
  work: null, // {capacity, weights}: what this person can hold
  items: {}, // inbox lines by conversation_id
  clocks: {}, // the clock that is due first, by conversation_id
  list: "queue", // queue mine all
  selected: null,
  view: null, // the open conversation, see `emptyView`
  drafts: {}, // {reply, note} by conversation_id
  mode: "reply", // reply note
  panel: "inbox", // on a phone: inbox conversation packet
  dialog: null, // return resolve correct transfer escalate reassign wall learning ratings help password
  subject: null, // what a correction is about: {about, seq}
  alerts: [], // what a protocol alerts this person to, newest last
  toasts: [],
};

export const emptyView = {
  snapshot: null,
  events: [],
  cursor: 0,
  pending: [],
  typing: null,
  botWriting: false,
  missing: false,
};

const byId = (items) =>
  Object.fromEntries(items.map((item) => [item.conversation_id, item]));

const without = (object, keys) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

const isOpen = (state, id) => state.selected === id && state.view !== null;

const withView = (state, change) => ({ ...state, view: { ...state.view, ...change } });

function grown(view, events, cursor) {
  const held = merge(view.events, events);
  const shown = shownIds(held);
  return {
    events: held,
    cursor: Math.max(view.cursor, cursor),
    pending: view.pending.filter((message) => !shown.has(message.cmid)),
  };
}

const lines = ({ queue, mine, all }) => byId([...(all ?? []), ...queue, ...mine]);

function ready(state, { data }) {
  return {
    ...state,
    phase: "ready",
    person: { ...state.person, ...data.person },
    presence: data.presence ?? state.presence,
    policies: { ...state.policies, ...data.policies },
    work: data.work ?? state.work,
    items: lines(data.inbox),
    clocks: data.inbox.clocks ?? {},
  };
}

function opened(state, { id, data }) {
  if (!isOpen(state, id)) return state;
  return withView(state, {
    ...grown(state.view, data.events, data.cursor),
    snapshot: data.conversation,
    missing: false,
  });
}

function arrived(state, { data }) {
  if (!isOpen(state, data.conversation_id)) return state;
  const spoke = data.events.some((event) => event.type === "message.created");
  return withView(state, {
    ...grown(state.view, data.events, data.cursor),
    ...(spoke ? { typing: null } : {}),
  });
}

function clocks(state, { data }) {
  const { conversation_id: id } = data;
  const first = data.clocks.find((clock) => clock.due_at);
  const moved = { ...state, clocks: first ? { ...state.clocks, [id]: first } : without(state.clocks, [id]) };
  return isOpen(state, id) && state.view.snapshot
    ? withView(moved, { snapshot: { ...state.view.snapshot, clocks: data.clocks } })
    : moved;
}

const sameAlert = (a, b) => a.conversation_id === b.conversation_id && a.seq === b.seq;

const withoutAlert = (state, alert) => state.alerts.filter((held) => !sameAlert(held, alert));

const withoutAlertsOf = (state, id) => state.alerts.filter((held) => held.conversation_id !== id);

const changePending = (state, cmid, change) =>
  withView(state, {
    pending: state.view.pending.map((m) => (m.cmid === cmid ? { ...m, ...change } : m)),
  });

const PENDING = {
  "pending.added": (state, { message }) =>
    withView(state, { pending: [...state.view.pending, { ...message, status: "sending" }] }),
  "pending.sending": (state, { cmid }) => changePending(state, cmid, { status: "sending" }),
  "pending.acked": (state, { cmid }) => changePending(state, cmid, { status: "sent" }),
  "pending.failed": (state, { cmid, code }) =>
    changePending(state, cmid, { status: "failed", code }),
  "pending.removed": (state, { cmid }) =>
    withView(state, { pending: state.view.pending.filter((m) => m.cmid !== cmid) }),
};

const TABLE = {
  signed_in: (s, { person, passwordIsInitial }) => ({
    ...s,
    phase: "ready",
    person,
    passwordIsInitial,
    dialog: passwordIsInitial ? "password" : null,
  }),
  signed_out: () => ({ ...initial, phase: "signed_out" }),
  link: (s, { status }) => ({ ...s, link: status }),
  ready,
  inbox: (s, { data }) => ({
    ...s,
    items: { ...without(s.items, data.remove), ...byId(data.upsert) },
  }),
  lists: (s, { data }) => ({ ...s, items: lines(data), clocks: data.clocks ?? s.clocks }),
  clocks,
  presence: (s, { data }) =>
    data.person_id && data.person_id !== s.person?.id
      ? s
      : { ...s, presence: data.presence },
  alert: (s, { data }) => ({ ...s, alerts: [...withoutAlert(s, data), data] }),
  "alert.removed": (s, { conversation_id }) => ({ ...s, alerts: withoutAlertsOf(s, conversation_id) }),
  list: (s, { name }) => ({ ...s, list: name }),
  select: (s, { id }) =>
    s.selected === id
      ? { ...s, alerts: withoutAlertsOf(s, id), panel: id ? "conversation" : "inbox" }
      : {
          ...s,
          alerts: withoutAlertsOf(s, id), // whoever opens it knows
          selected: id,
          view: id ? emptyView : null,
          panel: id ? "conversation" : "inbox",
          mode: "reply",
          dialog: null,
        },
  resync: (s) => (s.view ? { ...s, view: emptyView } : s),
  panel: (s, { name }) => ({ ...s, panel: name }),
  opened,
  missing: (s, { id }) => (isOpen(s, id) ? withView(s, { missing: true }) : s),
  events: arrived,
  typing: (s, { data }) =>
    isOpen(s, data.conversation_id)
      ? withView(s, { typing: data.on ? data.author : null })
      : s,
  turn: (s, { data }) =>
    isOpen(s, data.conversation_id)
      ? withView(s, { botWriting: data.state === "running" })
      : s,
  mode: (s, { name }) => ({ ...s, mode: name }),
  draft: (s, { id, mode, text }) => ({
    ...s,
    drafts: { ...s.drafts, [id]: { ...s.drafts[id], [mode]: text } },
  }),
  dialog: (s, { name, subject = null }) => ({ ...s, dialog: name, subject }),
  "password.changed": (s) => ({ ...s, passwordIsInitial: false, dialog: null }),
  "toast.added": (s, { toast }) => ({ ...s, toasts: [...s.toasts, toast] }),
  "toast.removed": (s, { id }) => ({ ...s, toasts: s.toasts.filter((x) => x.id !== id) }),
};

/** @returns the state after one action; an unknown one changes nothing. */
export function reduce(state, action) {
  if (Object.hasOwn(PENDING, action.type))
    return isOpen(state, action.id) ? PENDING[action.type](state, action) : state;
  return Object.hasOwn(TABLE, action.type) ? TABLE[action.type](state, action) : state;
}
