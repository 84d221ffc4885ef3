/** The whole panel: who you talk to, what was said, what you can do. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { ALERT, CLOSE, PERSON, icon } from "../../shared/icon.js";
import { isOver } from "../state.js";
import { Log } from "./log.js";
import { Composer } from "./composer.js";

function Header({ owner, actions }) {
  const kind = owner?.kind ?? "bot";
  return html`<header class=${`head ${kind}`}>
    <span class="mark" aria-hidden="true"><i></i><i></i></span>
    <div class="who">
      <h1>${t("widget.title")}</h1>
      <p role="status">${t(`widget.owner_${kind}`, { name: owner?.name ?? t("widget.agent") })}</p>
    </div>
    ${actions.embedded &&
    html`<button type="button" class="plain" onClick=${actions.close} aria-label=${t("widget.close")}>
      ${icon(CLOSE)}
    </button>`}
  </header>`;
}

/** The line that says what is wrong now, if anything is. */
function notice({ link, everReady, botReady, conversation, pending }) {
  if (link === "offline") return "offline";
  if (link === "waiting" && everReady) return "reconnecting";
  if (pending.some((message) => message.status === "limited")) return "limit_notice";
  const botOwns = !conversation || conversation.status === "bot";
  return everReady && !botReady && botOwns ? "waking" : null;
}

function Banner({ state }) {
  const name = notice(state);
  const n = state.pending.find((message) => message.status === "limited")?.seconds;
  return html`<div role="status" class="banner">
    ${name && html`<p class=${name}>${icon(ALERT)}<span>${t(`widget.${name}`, { n })}</span></p>`}
  </div>`;
}

/** Always there: the way to a person, or where that stands. */
function Door({ conversation, asking, actions }) {
  const status = conversation?.status ?? "bot";
  if (status === "closed")
    return html`<div class="door closed">
      <span>${t("widget.closed")}</span>
      <button type="button" class="pill solid" onClick=${actions.startNew}>
        ${t("widget.new")}
      </button>
    </div>`;
  if (conversation?.handoff?.due && status === "queued") return null; // nobody comes just now
  if (status !== "bot") {
    const name = conversation.owner?.name ?? t("widget.agent");
    const words = status === "queued" ? t("widget.person_coming") : t("widget.person_here", { name });
    return html`<div class="door">
      <button type="button" class="pill human" aria-disabled="true">${icon(PERSON)}${words}</button>
    </div>`;
  }
  return html`<div class="door">
    <button type="button" class="pill" aria-disabled=${asking} onClick=${actions.askForPerson}>
      ${icon(PERSON)}${t(asking ? "widget.person_asked" : "widget.person")}
    </button>
  </div>`;
}

/** What the empty field says: to whom one writes, or that writing begins anew. */
function hint(state) {
  if (isOver(state)) return t("widget.input_closed");
  const { conversation } = state;
  const { kind, name } = conversation?.owner ?? {};
  return kind === "agent" && name ? t("widget.input_agent", { name }) : t("widget.input");
}

export function App({ state, actions }) {
  const { conversation } = state;
  return html`<main class="panel" aria-label=${t("widget.title")}>
    <${Header} owner=${conversation?.owner} actions=${actions} />
    <${Banner} state=${state} />
    <${Log} state=${state} actions=${actions} />
    <footer>
      <${Door} conversation=${conversation} asking=${state.asking} actions=${actions} />
      <${Composer} maxChars=${state.maxChars} hint=${hint(state)} actions=${actions} />
    </footer>
  </main>`;
}
