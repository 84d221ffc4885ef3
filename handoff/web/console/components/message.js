/** One message; its author is told by structure, never by its words. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { BOT, PERSON, icon } from "../../shared/icon.js";
import { clockTime } from "../../shared/time.js";
import { NOTE } from "../icons.js";
import { segments } from "../highlight.js";
import { signalName, topicName } from "./inbox.js";
import { Mark as MarkQuestion } from "./mark.js";

const sameAuthor = (a, b) =>
  b?.type === "message.created" &&
  a.author.kind === b.author.kind &&
  a.author.id === b.author.id &&
  a.visibility === b.visibility;

function markLabel({ kind, label, why }) {
  const names = { signal: () => signalName(label), fact: () => topicName(label) };
  const name = (names[kind] ?? (() => t(`console.${kind}`)))();
  return why ? `${name}: ${why}` : name;
}

/** Marked words; hover or focus says why they count. */
function Mark({ text, marks }) {
  const why = [...new Set(marks.map(markLabel))].join(" · ");
  const kind = marks.find((mark) => mark.kind !== "fact")?.kind ?? "fact";
  return html`<mark class=${kind} tabindex="0" data-why=${why}
    >${text}<span class="unseen"> (${why})</span></mark
  >`;
}

const Text = ({ text, marks }) =>
  html`<p class="text" dir="auto">
    ${segments(text, marks).map((part, i) =>
      part.marks.length ? html`<${Mark} key=${i} ...${part} />` : part.text,
    )}
  </p>`;

function authorName({ kind, name }) {
  return name || t(`console.author.${kind}`);
}

export function Message({ event, previous, marks, actions }) {
  const { author, data, at, seq, visibility } = event;
  const note = visibility === "internal";
  const kind = note ? "note" : author.kind;
  const head = !sameAuthor(event, previous);
  return html`<article class=${`msg ${kind}`} id=${`m${seq}`}>
    ${head &&
    html`<p class="author">
      ${icon(note ? NOTE : author.kind === "bot" ? BOT : PERSON)}
      <bdi>${note && author.kind === "system" ? t("console.author.desk") : authorName(author)}</bdi>
      ${note && html`<small>${t("console.note")}</small>`}
    </p>`}
    <${Text} text=${data.text} marks=${marks} />
    <p class="meta">
      <time datetime=${at}>${clockTime(at)}</time>
      ${author.kind === "customer" && html`<${MarkQuestion} seq=${seq} actions=${actions} />`}
      ${data.script && html`<span class="script">${data.script}</span>`}
    </p>
  </article>`;
}

/** What the server has not shown back yet. */
export function Pending({ message, actions }) {
  const { status, text, mode, cmid } = message;
  const failed = status === "failed";
  return html`<article class=${`msg ${mode === "note" ? "note" : "agent"} ${status}`}>
    <p class="text" dir="auto">${text}</p>
    <p class="meta" role=${failed ? "alert" : undefined}>
      <span>${t(`console.${status}`)}</span>
      ${failed &&
      html`<button type="button" onClick=${() => actions.retry(message)}>${t("console.retry")}</button>
        <button type="button" onClick=${() => actions.discard(cmid)}>${t("console.discard")}</button>`}
    </p>
  </article>`;
}
