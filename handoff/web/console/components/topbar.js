/** The bar: where you are, whether you are available, help, way out. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { icon } from "../../shared/icon.js";
import { BELL, HELP, LEARN, LEAVE, LOCK, WALL } from "../icons.js";
import { loadOf } from "../load.js";
import { askPermission, permission } from "../notify.js";

const PRESENCES = ["online", "away", "offline"];

function Presence({ presence, actions }) {
  return html`<label class=${`presence ${presence}`}>
    <i aria-hidden="true"></i><span class="unseen">${t("console.presence_label")}</span>
    <select value=${presence} onChange=${(event) => actions.setPresence(event.target.value)}>
      ${PRESENCES.map((name) => html`<option key=${name} value=${name}>${t(`console.presence.${name}`)}</option>`)}
    </select>
  </label>`;
}

function Load({ state }) {
  const held = loadOf(state);
  if (!held) return null;
  return html`<span class=${`load ${held.load >= held.capacity ? "full" : ""}`} title=${t("console.load_label")}>
    ${t("console.load_of", held)}
  </span>`;
}

function Notifications() {
  const [state, setState] = useState(permission());
  if (state !== "default") return null;
  const label = t("console.notify_ask");
  return html`<button type="button" class="plain" title=${label} aria-label=${label}
    onClick=${async () => setState(await askPermission())}>${icon(BELL)}</button>`;
}

const Plain = ({ name, mark, onClick }) =>
  html`<button type="button" class="plain" title=${t(name)} aria-label=${t(name)} onClick=${onClick}>
    ${icon(mark)}
  </button>`;

export function TopBar({ state, actions }) {
  const dialog = (name) => () => actions.dispatch("dialog", { name });
  return html`<header class="topbar">
    <span class="brand"><span class="mark" aria-hidden="true"><i></i><i></i></span>Firstline</span>
    ${state.person?.role === "admin" && html`<a class="toadmin" href="/admin/">${t("console.admin")}</a>`}
    ${["supervisor", "admin"].includes(state.person?.role) &&
    html`<${Plain} name="console.wall.title" mark=${WALL} onClick=${dialog("wall")} />`}
    <span class="me" dir="auto">${state.person?.name}</span>
    <${Load} state=${state} />
    <${Presence} presence=${state.presence} actions=${actions} />
    <${Notifications} />
    ${["supervisor", "admin"].includes(state.person?.role) &&
    html`<${Plain} name="console.learning.title" mark=${LEARN} onClick=${dialog("learning")} />`}
    <${Plain} name="console.help" mark=${HELP} onClick=${dialog("help")} />
    <${Plain} name="console.password" mark=${LOCK} onClick=${dialog("password")} />
    <${Plain} name="console.sign_out" mark=${LEAVE} onClick=${actions.signOut} />
  </header>`;
}
