/** Starts the panel: words, state, stream, host page, view. */
import { html, render } from "../shared/lib.js";
import { loadWords } from "../shared/i18n.js";
import { createStore } from "../shared/store.js";
import { initial, reduce } from "./state.js";
import { createKeep } from "./outbox.js";
import { createClient } from "./client.js";
import { connectHost } from "./bridge.js";
import { App } from "./components/app.js";

function safeStorage() {
  try {
    return window.localStorage;
  } catch {
    return null; // the keep then works from memory
  }
}

const keep = createKeep(safeStorage());
const store = createStore(reduce, initial);
const root = document.getElementById("app");
const host = { locale: "en", page_url: null };
let shown = window.parent === window;
let unreadFrom = null;

const client = createClient(store, {
  keep,
  context: () => ({ name: null, locale: host.locale, page_url: host.page_url }),
});

/** Only a short language tag and a web address are taken from the host page. */
function greeted({ locale, page_url }) {
  if (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(locale)) host.locale = locale;
  if (/^https?:/.test(page_url)) host.page_url = String(page_url).slice(0, 2000);
  client.open();
  post("panel.ready");
}

const post = connectHost({
  "host.hello": greeted,
  "host.open": () => setShown(true),
  "host.close": () => setShown(false),
});

function setShown(value) {
  shown = value;
  draw(store.state);
  if (shown) document.querySelector("textarea")?.focus();
}

const lastHeard = (state) =>
  state.events.findLast((e) => e.type === "message.created" && e.author.kind !== "customer")
    ?.seq ?? 0;

/** Seen marks while the panel is looked at, a badge on the launcher otherwise. */
function account(state) {
  const last = lastHeard(state);
  unreadFrom ??= keep.get("seen") ?? 0;
  if (shown && !document.hidden && last > unreadFrom) {
    unreadFrom = last;
    keep.set("seen", last);
    client.seen(last);
  }
  if (state.events.length === 0) unreadFrom = 0;
  const unread = state.events.filter(
    (e) => e.seq > unreadFrom && e.type === "message.created" && e.author.kind !== "customer",
  ).length;
  const active = state.conversation !== null && state.conversation.status !== "closed";
  post("panel.state", { unread, active });
}

const actions = {
  ...client,
  close: () => post("panel.close"),
  embedded: window.parent !== window,
  draft: keep,
};

function draw(state) {
  account(state);
  render(html`<${App} state=${state} actions=${actions} />`, root);
}

addEventListener("online", () => client.wake());
addEventListener("offline", () => client.restart());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  client.wake();
  draw(store.state);
});
addEventListener("storage", (event) => {
  if (event.key === "firstline.conversation") client.follow(keep.get("conversation"));
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) actions.close();
});

await loadWords(["/assets/locales/en.widget.json"]);
store.subscribe(draw);
draw(store.state);
if (window.parent === window) client.open();
