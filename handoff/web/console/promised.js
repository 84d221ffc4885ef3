/** How a promised time stands. Pure. */
import { t } from "../shared/i18n.js";
import { since } from "../shared/time.js";

const SOON = 0.25; // share of the time that is left when it becomes urgent

/** @returns late, soon, held or fine: how a clock stands at a moment in milliseconds. */
export function clockTone(clock, moment) {
  if (clock.breached_at || (clock.due_at && Date.parse(clock.due_at) < moment)) return "late";
  if (clock.state === "paused") return "held";
  const left = Date.parse(clock.due_at) - moment;
  return left < SOON * (Date.parse(clock.due_at) - Date.parse(clock.started_at)) ? "soon" : "fine";
}

/** @returns the words for how a clock stands, without its name. */
export function clockWords(clock, moment) {
  const tone = clockTone(clock, moment);
  if (tone === "late")
    return t("console.clock.late", { time: since(clock.breached_at ?? clock.due_at, moment) });
  if (tone === "held") return t(`console.clock.held_${clock.hold}`);
  return t("console.clock.left", { time: since(moment, Date.parse(clock.due_at)) });
}
