/** Promised times: how long is left, what waits for whom, what is overdue. */
import { html } from "../../shared/lib.js";
import { has, t } from "../../shared/i18n.js";
import { CLOCK, icon } from "../../shared/icon.js";
import { clockTone, clockWords } from "../promised.js";
import { now } from "./elapsed.js";

/** What an alert or an event is about, by a clock's kind. */
export const clockName = (kind) =>
  t(has(`console.clock.kind.${kind}`) ? `console.clock.kind.${kind}` : "console.clock.kind.deadline");

/** The clock of a line in a list: how long is left until the next promise is due. */
export const LineClock = ({ clock }) =>
  clock
    ? html`<span class=${`tag clock ${clockTone(clock, now.value)}`}>
        ${icon(CLOCK)}${clock.name}: ${clockWords(clock, now.value)}
      </span>`
    : null;

/** All open clocks of a conversation, the soonest due first. */
export const Clocks = ({ clocks }) =>
  clocks?.length
    ? html`<ul class="clocks" aria-label=${t("console.clock.title")}>
        ${clocks.map(
          (clock) => html`<li
            key=${clock.kind}
            class=${`clock ${clockTone(clock, now.value)}`}
            title=${clock.due_at ? new Date(clock.due_at).toLocaleString() : undefined}
          >
            ${icon(CLOCK)}<b>${clock.name}</b> ${clockWords(clock, now.value)}
          </li>`,
        )}
      </ul>`
    : null;
