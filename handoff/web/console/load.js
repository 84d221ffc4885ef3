/** Offers and load, derived from the state. Pure. */

/** @returns the waiting lines that this person is asked to take, the most urgent first. */
export const offersTo = ({ items, person }) =>
  Object.values(items)
    .filter((item) => item.offer && item.offer.person.id === person?.id)
    .sort((a, b) => (a.offer.expires_at < b.offer.expires_at ? -1 : 1));

/** @returns what a conversation weighs for somebody of this capacity. */
export function weightOf(priority, { weights, capacity }) {
  const weight = weights[priority] ?? "full";
  return weight === "full" ? capacity : Math.min(weight, capacity);
}

/** @returns {{load: number, capacity: number}|null} what the person holds of what they can. */
export function loadOf({ items, person, work }) {
  if (!work) return null;
  const mine = Object.values(items).filter(
    (item) => item.status === "assigned" && item.agent?.id === person?.id,
  );
  const load = mine.reduce((sum, item) => sum + weightOf(item.priority, work), 0);
  return { load, capacity: work.capacity };
}

/** @returns whole seconds until `at`, never below 0. */
export const secondsLeft = (at, now) => Math.max(0, Math.ceil((new Date(at) - now) / 1000));
