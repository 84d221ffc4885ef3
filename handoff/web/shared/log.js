/** The event log as a page holds it: ascending by seq, each seq once. */

/** @returns a new list with the events not yet held, or the same list. */
export function merge(held, events) {
  const known = new Set(held.map((event) => event.seq));
  const fresh = events.filter((event) => !known.has(event.seq) && known.add(event.seq));
  if (!fresh.length) return held;
  return [...held, ...fresh].sort((a, b) => a.seq - b.seq);
}

/** @returns the client message ids that the log already shows. */
export const shownIds = (events) => new Set(events.map((event) => event.data.cmid));

/** @returns true when every one of the given seqs is held. */
export function holdsAll(held, seqs) {
  const known = new Set(held.map((event) => event.seq));
  return seqs.every((seq) => known.has(seq));
}
