/** One click to agree with a rating, one to correct it; and who has done so. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { CHECK, icon } from "../../shared/icon.js";
import { PEN } from "../icons.js";
import { corrections, judgedOf } from "../select.js";
import { signalName } from "./inbox.js";

/** @returns a cell, a signal or `none`, in words. */
export const answerName = (name) =>
  /^P\d$/.test(name) ? name : name === "none" ? t("console.judge.none") : signalName(name);

const aboutName = (about) => (about === "matrix" ? t("console.packet.rating") : answerName(about));

/** @param {{about: string, seq: number|null, rating: object, person: object}} p */
export function Judge({ about, seq, rating, person, actions }) {
  if (seq == null) return null;
  const agreed = judgedOf(rating, about, seq).filter((word) => word.old === word.new);
  const mine = agreed.some((word) => word.by.id === person.id);
  const name = aboutName(about);
  const correct = () => actions.dispatch("dialog", { name: "correct", subject: { about, seq } });
  return html`<div class="judge">
    <button type="button" aria-pressed=${mine} aria-label=${t("console.judge.agree_with", { name })} onClick=${() => actions.agree(about, seq)}>
      ${icon(CHECK)}${t("console.judge.agree")}
    </button>
    <button type="button" aria-label=${t("console.judge.correct_it", { name })} onClick=${correct}>
      ${icon(PEN)}${t("console.judge.correct")}
    </button>
    ${agreed.length > 0 && html`<small dir="auto">${agreed.map((word) => word.by.name).join(", ")}</small>`}
  </div>`;
}

/** What people have put right so far, with their reasons. */
export function Corrections({ rating }) {
  const words = corrections(rating);
  if (!words.length) return null;
  return html`<ul class="corrections">
    ${words.map(
      (word) => html`<li key=${`${word.about}:${word.message_seq}:${word.by.id}`} dir="auto">
        <b>${word.by.name}</b>: ${answerName(word.old)} → ${answerName(word.new)}. <q>${word.reason}</q>
      </li>`,
    )}
  </ul>`;
}
