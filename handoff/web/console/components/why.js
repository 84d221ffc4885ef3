/** Why the desk asked this agent and nobody else, in words. */
import { html } from "../../shared/lib.js";
import { has, t } from "../../shared/i18n.js";
import { clockTime } from "../../shared/time.js";

/** @returns the grounds of a choice, one sentence each. */
export function grounds(why) {
  const rule = `console.why.rule.${why.rule}`;
  const lines = has(rule) ? [t(rule, { ...why, by: why.by?.name })] : [];
  if (why.capacity) lines.push(t("console.why.load", why));
  if (why.skill) lines.push(t(why.level ? "console.why.skill" : "console.why.any_skill", why));
  if (why.tier > 1) lines.push(t("console.why.tier", why));
  if (why.language) lines.push(t("console.why.language", why));
  if (why.idle_since > "2001") lines.push(t("console.why.idle", { at: clockTime(why.idle_since) }));
  for (const name of why.dropped ?? []) lines.push(t(`console.why.dropped.${name}`));
  return lines;
}

export const Why = ({ why }) =>
  html`<ul class="grounds">${grounds(why).map((line) => html`<li key=${line}>${line}</li>`)}</ul>`;
