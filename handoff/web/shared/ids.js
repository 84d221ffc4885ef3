/** Ids that a page makes itself. */

/** @returns 32 hex digits from 128 random bits, made once per message. */
export function newId(random = crypto) {
  const bytes = random.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
