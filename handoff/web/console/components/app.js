/** The whole console: sign-in, or bar, inbox, conversation and packet. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { SignIn } from "../../shared/signin.js";
import { TopBar } from "./topbar.js";
import { Inbox } from "./inbox.js";
import { Conversation } from "./conversation.js";
import { Packet } from "./packet.js";
import { Dialogs } from "./dialogs.js";
import { Toasts } from "./toasts.js";
import { Alerts, AlertsHeld } from "./alerts.js";
import { Offers } from "./offers.js";

function LinkState({ link }) {
  const lost = link === "waiting" || link === "connecting";
  return html`<div role="status" class="linkstate">
    ${lost && link === "waiting" && html`<p>${t("console.reconnecting")}</p>`}
    ${link === "polling" && html`<p class="slow">${t("console.polling")}</p>`}
  </div>`;
}

export function App({ state, actions }) {
  if (state.phase === "loading") return html`<p class="loading">${t("console.loading")}</p>`;
  if (state.phase === "signed_out")
    return html`<${SignIn} title=${t("console.title")} signIn=${actions.signIn} />`;
  const alerts = html`<${Alerts} alerts=${state.alerts} actions=${actions} />`;
  return html`<div class=${`console show-${state.panel}`}>
    <${TopBar} state=${state} actions=${actions} />
    ${!state.dialog && alerts}
    <${Offers} state=${state} actions=${actions} />
    <${LinkState} link=${state.link} />
    <div class="columns">
      <${Inbox} state=${state} actions=${actions} />
      <${Conversation} state=${state} actions=${actions} />
      <${Packet} view=${state.view} person=${state.person} policies=${state.policies} actions=${actions} />
    </div>
    <${AlertsHeld} alerts=${alerts}><${Dialogs} state=${state} actions=${actions} /><//>
    <${Toasts} toasts=${state.toasts} actions=${actions} />
  </div>`;
}
