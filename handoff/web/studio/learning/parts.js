/** What the pages of learning share: loading, progress, tables of two columns. */
import { html } from "../../shared/lib.js";
import { useEffect, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { attempt, me, read } from "../desk.js";

const EVERY = 1500;
const WRITERS = ["editor", "admin"];

/** @returns whether the person may change content. */
export const mayWrite = () => WRITERS.includes(me.value?.role);

/**
 * What the desk answers there, asked again after `again()` and, while `unfinished` says so
 * of the answer, every second and a half.
 * @returns {[any, () => void]} null while nothing has come yet
 */
export function useDesk(path, unfinished = () => false) {
  const [found, setFound] = useState(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let here = true;
    attempt(() => read(path)).then((answer) => here && answer !== undefined && setFound(answer));
    return () => (here = false);
  }, [path, asked]);
  const waiting = found !== null && unfinished(found);
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setTimeout(() => setAsked((n) => n + 1), EVERY);
    return () => clearTimeout(timer);
  }, [waiting, found]);
  return [found, () => setAsked((n) => n + 1)];
}

export const Loading = () => html`<p class="empty" role="status">${t("studio.loading")}</p>`;

/** A bar with its words; `share` is 0 to 1. */
export const Progress = ({ share, words }) => html`<div class="progress">
  <progress max="1" value=${share} aria-label=${words}></progress>
  <p role="status">${words}</p>
</div>`;

/** Asks for one line of text in place; calls `done` with it. */
export function Reason({ label, submit, done }) {
  const [text, setText] = useState("");
  const send = (event) => {
    event.preventDefault();
    if (text.trim()) done(text.trim());
  };
  return html`<form class="reason row" onSubmit=${send}>
    <label class="grow">
      ${label}
      <input value=${text} required maxlength="1000" onInput=${(event) => setText(event.target.value)} />
    </label>
    <button type="submit" class="button">${submit}</button>
  </form>`;
}

/** Confidence or share as whole percent. */
export const percent = (share) => `${Math.round(share * 100)} %`;

/** How a person reads a topic's id. */
export const topicName = (topic) => (topic ?? t("studio.learning.no_topic")).replace(/^faq_/, "").replaceAll("_", " ");
