/** Moments of other days, for people who look back. */
import { language } from "../shared/i18n.js";

const OPTIONS = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };

/** @returns the day and the hour, and the year when it is not this one. */
export function dayTime(iso, now = new Date()) {
  const at = new Date(iso);
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return at.toLocaleString(language(), { ...OPTIONS, ...year });
}
