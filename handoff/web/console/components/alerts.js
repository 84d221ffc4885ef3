/** Alerts that name this person: they stay until opened or dismissed. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { ALERT, CLOSE, icon } from "../../shared/icon.js";
import { clockTime } from "../../shared/time.js";
import { clockName } from "./clocks.js";
import { Priority, signalName } from "./inbox.js";

function Alert({ alert, actions }) {
  const away = () => actions.dispatch("alert.removed", { alert });
  const open = (event) => {
    event.preventDefault();
    actions.select(alert.conversation_id);
    away();
  };
  return html`<div class="alert">
    ${icon(ALERT)}
    <p>
      <strong><${Priority} value=${alert.priority} /> ${alert.signal ? signalName(alert.signal) : clockName(alert.clock)}</strong>
      <time datetime=${alert.at}>${clockTime(alert.at)}</time>
      <span>${t("console.alert.text")}</span>
      <a href=${`#/c/${encodeURIComponent(alert.conversation_id)}`} onClick=${open}>${t("console.alert.open")}</a>
    </p>
    <button type="button" class="plain" aria-label=${t("console.alert.dismiss")} onClick=${away}>
      ${icon(CLOSE)}
    </button>
  </div>`;
}

export const Alerts = ({ alerts, actions }) =>
  html`<div class="alerts" role="alert" aria-live="assertive">
    ${alerts.map(
      (alert) => html`<${Alert} key=${`${alert.conversation_id}:${alert.seq}`} alert=${alert} actions=${actions} />`,
    )}
  </div>`;
