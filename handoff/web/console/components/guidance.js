/** What the protocols of a conversation's signals ask of the agent. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { signalName } from "./inbox.js";

const Lines = ({ lines }) => html`<ul>
  ${lines.map((line) => html`<li key=${line} dir="auto">${line}</li>`)}
</ul>`;

function Card({ card, first }) {
  return html`<details class="card" open=${first}>
    <summary><b dir="auto">${card.title}</b> <small>${signalName(card.signal)}</small></summary>
    <${Lines} lines=${card.do} />
    ${card.never.length > 0 && html`<h4>${t("console.packet.never")}</h4><${Lines} lines=${card.never} />`}
    ${card.stop.includes("scripts") && html`<p>${t("console.packet.stopped")}</p>`}
  </details>`;
}

/** @param {{cards: object[]}} p  the most severe first; only that one is open */
export const Guidance = ({ cards }) => html`<section class="guidance">
  <h3>${t("console.packet.guidance")}</h3>
  ${cards.map((card, i) => html`<${Card} key=${card.signal} card=${card} first=${i === 0} />`)}
</section>`;
