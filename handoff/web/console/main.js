/** Starts the console: words, state, stream, keys, view. */
import { html, render } from "../shared/lib.js";
import { loadWords, t } from "../shared/i18n.js";
import { createStore } from "../shared/store.js";
import { realClock } from "../shared/socket.js";
import { initial, reduce } from "./state.js";
import { attention } from "./select.js";
import { createClient } from "./client.js";
import { notifyAlerts, notifyOffered, notifyQueued, together } from "./notify.js";
import { listenToKeys } from "./keys.js";
import { followAddress, showAddress } from "./address.js";
import { App } from "./components/app.js";

const root = document.getElementById("app");
const store = createStore(reduce, initial);
const client = createClient(store, {
  onQueued: (item) => notifyQueued(item, () => client.select(item.conversation_id)),
  onOffered: (item) => notifyOffered(item, () => client.select(item.conversation_id)),
  onAlert: together((alerts) => notifyAlerts(alerts, () => client.select(alerts[0].conversation_id)), realClock),
});
const actions = { ...client, dispatch: store.dispatch };

function draw(state) {
  const n = attention(state);
  document.title = `${n ? `(${n}) ` : ""}${t("console.title")}`;
  showAddress(state);
  render(html`<${App} state=${state} actions=${actions} />`, root);
}

await loadWords(["/assets/locales/en.widget.json", "/assets/locales/en.json"]);
store.subscribe(draw);
draw(store.state);
listenToKeys(store, actions);
addEventListener("online", () => client.wake());
addEventListener("offline", () => client.restart());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  client.wake();
  client.seen();
});
await client.begin();
followAddress(client.select);
