/** Times and spans in the reader's own words. */
import { language, t } from "./i18n.js";

const DAY = 86_400_000;

/** @returns the hour for today, day and hour before that. */
export function clockTime(iso, now = Date.now()) {
  const at = new Date(iso);
  const options = { hour: "2-digit", minute: "2-digit" };
  if (now - at > DAY) Object.assign(options, { day: "numeric", month: "short" });
  return at.toLocaleString(language(), options);
}

/** @returns the day and the hour of something promised. */
export const promised = (iso) =>
  new Date(iso).toLocaleString(language(), {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
  });

/** @returns `40 s`, `12 min`, `3 h 05`, `2 d`: how long since. */
export function since(iso, now) {
  const seconds = Math.max(0, Math.floor((now - new Date(iso)) / 1000));
  const minutes = Math.floor(seconds / 60);
  if (seconds < 60) return t("time.seconds", { n: seconds });
  if (minutes < 60) return t("time.minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t("time.hours", { n: hours, m: String(minutes % 60).padStart(2, "0") });
  return t("time.days", { n: Math.floor(hours / 24) });
}

/** @returns the honest range of a wait given in seconds, rounded to minutes. */
export function waitRange(wait) {
  if (!wait || wait.high == null) return t("time.wait_unknown");
  const low = Math.max(1, Math.round((wait.low ?? 0) / 60));
  const high = Math.max(low, Math.ceil(wait.high / 60));
  if (high <= 1) return t("time.wait_minute");
  if (high > 120) return t("time.wait_hours", { n: Math.round(high / 60) });
  return low === high ? t("time.wait_about", { n: high }) : t("time.wait_range", { low, high });
}
