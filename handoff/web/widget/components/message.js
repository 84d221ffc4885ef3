/** One message: who said it is told by structure and words, never by its text. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { clockTime } from "../../shared/time.js";
import { BOT, CHECK, CLOCK, PERSON, ALERT, icon } from "../../shared/icon.js";

const sameAuthor = (a, b) =>
  b?.type === "message.created" && a.author.kind === b.author.kind && a.author.id === b.author.id;

function Badge({ author }) {
  const bot = author.kind === "bot";
  return html`<p class="author">
    ${icon(bot ? BOT : PERSON)}
    <bdi>${author.name ?? t(bot ? "widget.bot" : "widget.agent")}</bdi>
    <small>${t(bot ? "widget.bot_badge" : "widget.agent_badge")}</small>
  </p>`;
}

/** A stored message. */
export function Message({ event, previous }) {
  const { author, data, at } = event;
  const time = html`<time datetime=${at}>${clockTime(at)}</time>`;
  if (author.kind === "system")
    return html`<div class="notice">
      <span class="unseen">${t("widget.system")}: </span>
      <p dir="auto">${data.text}</p>
    </div>`;
  const mine = author.kind === "customer";
  return html`<article class=${`msg ${author.kind}`}>
    ${mine
      ? html`<span class="unseen">${t("widget.you")}: </span>`
      : !sameAuthor(event, previous) && html`<${Badge} author=${author} />`}
    <p class="text" dir="auto">${data.text}</p>
    <p class="meta">
      ${time} ${mine && html`<span>${icon(CHECK)}<b class="unseen">${t("widget.sent")}</b></span>`}
    </p>
  </article>`;
}

/** A message that the server has not shown back yet. */
export function Pending({ message, actions }) {
  const { status, cmid, code, text } = message;
  const failed = status === "failed";
  const mark = failed ? ALERT : status === "sent" ? CHECK : CLOCK;
  return html`<article class=${`msg customer ${status}`}>
    <span class="unseen">${t("widget.you")}: </span>
    <p class="text" dir="auto">${text}</p>
    <p class="meta" role=${failed ? "alert" : undefined}>
      ${icon(mark)}<span>${t(`widget.${status}`)}</span>
      ${failed && html`<span>${t(`errors.${code}`)}</span>`}
      ${failed &&
      html`<button type="button" onClick=${() => actions.retry(cmid)}>${t("widget.retry")}</button>
        <button type="button" onClick=${() => actions.discard(cmid)}>
          ${t("widget.discard")}
        </button>`}
    </p>
  </article>`;
}
