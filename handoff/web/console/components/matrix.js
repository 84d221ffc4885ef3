/** Urgency by impact: the cell that a conversation stands in. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";

const CELLS = [
  ["high", "low", "P2"],
  ["high", "high", "P1"],
  ["low", "low", "P4"],
  ["low", "high", "P3"],
];

/** @param {{rating: object}} p  a rating with urgency, impact and priority */
export function Matrix({ rating }) {
  const { urgency, impact, priority } = rating;
  const here = (u, i) => u === urgency.level && i === impact.level;
  const words = t("console.packet.matrix", {
    urgency: t(`console.level.${urgency.level}`),
    u: urgency.score,
    impact: t(`console.level.${impact.level}`),
    i: impact.score,
    priority,
  });
  return html`<figure class="matrix">
    <div class="grid" aria-hidden="true">
      <span class="y">${t("console.urgency")}</span>
      ${CELLS.map(
        ([u, i, name]) => html`<span key=${name} class=${here(u, i) ? `cell here ${priority}` : "cell"}>
          ${here(u, i) ? priority : name}
        </span>`,
      )}
      <span class="x">${t("console.impact")}</span>
    </div>
    <figcaption>${words}</figcaption>
  </figure>`;
}
