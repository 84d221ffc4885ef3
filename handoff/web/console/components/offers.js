/** What this person is asked to take, with the time that is left to say so. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { PERSON, icon } from "../../shared/icon.js";
import { offersTo, secondsLeft } from "../load.js";
import { now } from "./elapsed.js";
import { Priority, customerName } from "./inbox.js";
import { Why } from "./why.js";

/** Only these words are drawn again each second. */
const Left = ({ at }) => {
  const n = secondsLeft(at, now.value);
  return html`<span class=${n <= 10 ? "left soon" : "left"} aria-hidden="true">${t("console.offer.left", { n })}</span>`;
};

function Offer({ item, actions }) {
  const { offer } = item;
  return html`<li class="offer">
    <p>
      <strong><${Priority} value=${item.priority} /> ${t("console.offer.title", { name: customerName(item.customer) })}</strong>
      <span dir="auto">${item.reason_sentence}</span>
      <${Left} at=${offer.expires_at} />
      <details><summary>${t("console.why.ask")}</summary><${Why} why=${offer.why} you /></details>
    </p>
    <span class="answers">
      <button type="button" class="button" onClick=${() => actions.decline(offer)}>${t("console.offer.decline")}</button>
      <button type="button" class="button human" onClick=${() => actions.accept(item.handoff_id)}>
        ${icon(PERSON)}${t("console.accept")}
      </button>
    </span>
  </li>`;
}

export function Offers({ state, actions }) {
  const offered = offersTo(state);
  return html`<div role="status" class="offers">
    ${offered.length > 0 &&
    html`<ul aria-label=${t("console.offer.list")}>
      ${offered.map((item) => html`<${Offer} key=${item.offer.id} item=${item} actions=${actions} />`)}
    </ul>`}
  </div>`;
}
