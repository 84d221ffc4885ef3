/** Alerts that name this person: they stay until their conversation is opened or dismissed. */
import { html } from "../../shared/lib.js";
import { createContext, useContext } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { ALERT, CLOSE, icon } from "../../shared/icon.js";
import { clockTime } from "../../shared/time.js";
import { subjectOf } from "../notify.js";
import { byConversation } from "../select.js";
import { Priority } from "./inbox.js";

function Alert({ about, actions }) {
  const [{ conversation_id, at, priority }] = about;
  const away = () => actions.dispatch("alert.removed", { conversation_id });
  const open = (event) => {
    event.preventDefault();
    actions.dispatch("dialog", { name: null });
    actions.select(conversation_id);
  };
  return html`<div class="alert">
    ${icon(ALERT)}
    <p>
      <strong><${Priority} value=${priority} /> ${subjectOf(about)}</strong>
      <time datetime=${at}>${clockTime(at)}</time>
      <span>${t("console.alert.text")}</span>
      <a href=${`#/c/${encodeURIComponent(conversation_id)}`} onClick=${open}>${t("console.alert.open")}</a>
    </p>
    <button type="button" class="plain" aria-label=${t("console.alert.dismiss")} onClick=${away}>
      ${icon(CLOSE)}
    </button>
  </div>`;
}

export const Alerts = ({ alerts, actions }) =>
  html`<div class="alerts" role="alert" aria-live="assertive">
    ${byConversation(alerts).map(
      (about) => html`<${Alert} key=${about[0].conversation_id} about=${about} actions=${actions} />`,
    )}
  </div>`;

/**
 * A modal dialog makes the rest of the page inert, alerts too: nobody could click or
 * hear them. So the dialog that is open shows them itself.
 */
const Held = createContext(null);

export const AlertsHeld = ({ alerts, children }) => html`<${Held.Provider} value=${alerts}>${children}<//>`;

export const AlertsAbove = () => useContext(Held);
