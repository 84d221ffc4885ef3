/** What the views derive from the state: lists, rights to act, evidence. Pure. */
import { holdsAll } from "../shared/log.js";

const rank = (item) => `${item.rank ?? 9} ${item.due_at ?? "~"} ${item.waiting_since ?? "~"}`;
const byRank = (a, b) => (rank(a) < rank(b) ? -1 : 1);
const byNewest = (a, b) => ((a.last_message?.at ?? "") > (b.last_message?.at ?? "") ? -1 : 1);

const isMine = (item, person) => item.status === "assigned" && item.agent?.id === person?.id;

/** @returns the inbox lines of one list, in the order people work in. */
export function inboxOf({ items, person }, list) {
  const lines = Object.values(items);
  if (list === "queue") return lines.filter((item) => item.status === "queued").sort(byRank);
  if (list === "mine") return lines.filter((item) => isMine(item, person)).sort(byNewest);
  return lines.sort(byRank);
}

/** @returns the figure on the tab: what waits, and what one's own customers wrote. */
export function attention(state) {
  const unread = inboxOf(state, "mine").reduce((sum, item) => sum + (item.unread ?? 0), 0);
  return inboxOf(state, "queue").length + unread;
}

/** @returns the line `step` lines away from the selected one, or null. */
export function neighbour(state, step) {
  const lines = inboxOf(state, state.list);
  const at = lines.findIndex((item) => item.conversation_id === state.selected);
  const next = at < 0 ? 0 : Math.min(lines.length - 1, Math.max(0, at + step));
  return lines[next]?.conversation_id ?? null;
}

/**
 * Who may write now: `open`, or why not: loading (the view lacks a message that
 * the packet holds), queued, other, bot, closed.
 */
export function composerState(view, person) {
  const { snapshot, events, cursor } = view;
  if (!snapshot) return "loading";
  if (snapshot.status === "queued") return "queued";
  if (snapshot.status === "bot") return "bot";
  if (snapshot.status === "closed") return "closed";
  if (snapshot.owner.id !== person.id) return "other";
  const sealed = snapshot.packet?.transcript;
  if (!sealed) return "open";
  const whole =
    cursor >= sealed.last_seq && holdsAll(events, sealed.messages.map((message) => message.seq));
  return whole ? "open" : "loading";
}

const axis = (rating, name) =>
  (rating[name]?.evidence ?? []).map((e) => ({ ...e, kind: name, label: name }));

/** @returns Map of seq -> marks {start, end, kind, label, why}, in text order. */
export function evidenceBySeq(rating, fallbackSeq) {
  const marks = new Map();
  if (!rating) return marks;
  const found = [
    ...axis(rating, "urgency"),
    ...axis(rating, "impact"),
    ...(rating.signals ?? []).map((s) => ({ ...s, kind: "signal", label: s.name })),
    ...(rating.facts ?? []).map((f) => ({ ...f, kind: "fact", label: f.kind, why: "" })),
  ];
  for (const mark of found) {
    const seq = mark.seq ?? fallbackSeq;
    if (seq == null || !(mark.end > mark.start)) continue;
    if (!marks.has(seq)) marks.set(seq, []);
    marks.get(seq).push(mark);
  }
  return marks;
}

/** @returns the words of a message between two offsets, or null. */
export function quote(events, { seq, start, end }) {
  const text = events.find((event) => event.seq === seq)?.data?.text;
  return typeof text === "string" ? Array.from(text).slice(start, end).join("") : null;
}

/** @returns the outcome's name in the desk's policy, or its id. */
export const outcomeName = (outcomes, id) =>
  outcomes.find((outcome) => outcome.id === id)?.name ?? id ?? "";

const isCustomers = (event) => event.type === "message.created" && event.author.kind === "customer";

/** @returns the seq of the message that a word on the matrix is about, or null. */
export function matrixSeq(rating, events) {
  const evidence = [rating.urgency, rating.impact].flatMap((axis) => axis?.evidence ?? []);
  const seqs = evidence.map((one) => one.seq).filter(Boolean);
  return seqs.length ? Math.max(...seqs) : (events.findLast(isCustomers)?.seq ?? null);
}

/** @returns what was said of the matrix, or of one message's signal. */
export const judgedOf = (rating, about, seq) =>
  (rating.judged ?? []).filter(
    (word) => word.about === about && (about === "matrix" || word.message_seq === seq),
  );

/** @returns the words that changed something, oldest first. */
export const corrections = (rating) => (rating.judged ?? []).filter((word) => word.old !== word.new);

const CELLS = { "high high": "P1", "high low": "P2", "low high": "P3", "low low": "P4" };

/** @returns what the rating says now of the matrix or a signal, in a correction's words. */
export const saysNow = (rating, about) =>
  about === "matrix" ? CELLS[`${rating.urgency.level} ${rating.impact.level}`] : about;

/** @returns the alerts in lists of one conversation each, in the order of their first. */
export function byConversation(alerts) {
  const lists = new Map();
  for (const alert of alerts) {
    const about = lists.get(alert.conversation_id) ?? [];
    lists.set(alert.conversation_id, [...about, alert]);
  }
  return [...lists.values()];
}
