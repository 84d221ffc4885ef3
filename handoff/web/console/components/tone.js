/** Hints on the tone of a draft: what may hurt, and other words that one press puts there. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";

const points = (text) => Array.from(text);

/** The draft with the finding's words replaced; offsets count code points. */
export const replaced = (text, { start, end, rewrite }) =>
  [...points(text).slice(0, start), rewrite, ...points(text).slice(end)].join("");

function Hint({ hint, text, onText }) {
  const words = points(text).slice(hint.start, hint.end).join("");
  return html`<li>
    ${words !== text && html`<q dir="auto">${words}</q>`} ${hint.reason}
    ${hint.rewrite !== null &&
    (hint.fits
      ? html`<button type="button" onClick=${() => onText(replaced(text, hint))}>
          ${t(hint.rewrite.trim() ? "console.tone.use" : "console.tone.drop", { words: hint.rewrite.trim() })}
        </button>`
      : html` <em>${hint.rewrite}</em>`)}
  </li>`;
}

/** @param {{hints: object[], text: string, of: string, onText: (text: string) => void}} p */
export const Tone = ({ hints, text, of, onText }) =>
  // Hints on what was typed a moment ago would point at the wrong words.
  hints.length > 0 && of === text
    ? html`<ul class="tone" aria-label=${t("console.tone.title")}>
        ${hints.map((hint) => html`<${Hint} key=${`${hint.rule} ${hint.start}`} hint=${hint} text=${text} onText=${onText} />`)}
      </ul>`
    : null;
