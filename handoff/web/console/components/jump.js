/** What the right column is made of: sections, pairs, and words that lead to a message. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";

function jumpTo(seq, actions) {
  actions.dispatch("panel", { name: "conversation" });
  requestAnimationFrame(() => {
    const node = document.getElementById(`m${seq}`);
    if (!node) return;
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "center" });
  });
}

export const Section = ({ name, children }) =>
  html`<section><h3>${t(`console.packet.${name}`)}</h3>${children}</section>`;

/** Words that lead to the message they come from. */
export const Jump = ({ seq, actions, children }) =>
  seq
    ? html`<button type="button" class="jump" onClick=${() => jumpTo(seq, actions)}>${children}</button>`
    : html`<span>${children}</span>`;

export const Pairs = ({ pairs }) =>
  html`<dl>
    ${pairs.map(
      ({ name, label, value }) => html`<div key=${name}>
        <dt>${label}</dt>
        <dd dir="auto">${value}</dd>
      </div>`,
    )}
  </dl>`;

export const Lines = ({ lines, actions }) =>
  html`<ul>
    ${lines.map(
      ({ text, seq }, i) => html`<li key=${i} dir="auto">
        <${Jump} seq=${seq} actions=${actions}>${text}<//>
      </li>`,
    )}
  </ul>`;
