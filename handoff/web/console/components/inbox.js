/** The lists of conversations: waiting, mine, all. */
import { html } from "../../shared/lib.js";
import { has, t } from "../../shared/i18n.js";
import { CLOCK, icon } from "../../shared/icon.js";
import { inboxOf } from "../select.js";
import { LineClock } from "./clocks.js";
import { Elapsed } from "./elapsed.js";

export const signalName = (name) =>
  has(`console.signal.${name}`) ? t(`console.signal.${name}`) : name;

export const topicName = (id) => (id ?? "").replaceAll("_", " ");

export const customerName = (customer) => customer?.name || t("console.nameless");

export const Priority = ({ value }) =>
  value ? html`<b class=${`prio ${value}`}>${value}</b>` : null;

function Line({ item, clock, selected, actions }) {
  const { conversation_id: id, last_message: last } = item;
  const state =
    item.status === "assigned"
      ? html`<span dir="auto">${item.agent?.name}</span>`
      : item.status === "queued"
        ? html`${icon(CLOCK)}<${Elapsed} at=${item.waiting_since} />`
        : html`<span>${t(`console.status.${item.status}`)}</span>`;
  return html`<li>
    <button
      type="button"
      class="line"
      aria-current=${selected ? "true" : undefined}
      onClick=${() => actions.select(id)}
    >
      <span class="row">
        <${Priority} value=${item.priority} />
        <strong dir="auto">${customerName(item.customer)}</strong>
        <span class="wait">${state}</span>
      </span>
      <span class="reason" dir="auto">${item.reason_sentence ?? topicName(item.topic)}</span>
      ${last && html`<span class="last" dir="auto">${last.text}</span>`}
      <span class="row tags">
        ${item.team && html`<span class="tag team" dir="auto">${item.team.name}</span>`}
        ${item.signals.map((name) => html`<span key=${name} class="tag">${signalName(name)}</span>`)}
        ${item.tier > 1 && html`<span class="tag">${t(`console.tier.${item.tier}`)}</span>`}
        ${item.offer && html`<span class="tag asked" dir="auto">${t("console.offer.asked", { name: item.offer.person.name })}</span>`}
        <${LineClock} clock=${clock} />
        ${item.unread > 0 &&
        html`<span class="unread">${t("console.unread", { n: item.unread })}</span>`}
      </span>
    </button>
  </li>`;
}

function Tabs({ state, actions }) {
  const names = ["queue", "mine", "all"];
  return html`<div class="tabs" role="group" aria-label=${t("console.lists")}>
    ${names.map((name) => {
      const n = inboxOf(state, name).length;
      return html`<button
        type="button"
        key=${name}
        aria-pressed=${state.list === name}
        onClick=${() => actions.dispatch("list", { name })}
      >
        ${t(`console.list.${name}`)} <span class="count">${n}</span>
      </button>`;
    })}
  </div>`;
}

export function Inbox({ state, actions }) {
  const lines = inboxOf(state, state.list);
  return html`<nav class="inbox" aria-label=${t("console.inbox")}>
    <${Tabs} state=${state} actions=${actions} />
    <ul>
      ${lines.map(
        (item) => html`<${Line}
          key=${item.conversation_id}
          item=${item}
          clock=${state.clocks[item.conversation_id]}
          selected=${item.conversation_id === state.selected}
          actions=${actions}
        />`,
      )}
    </ul>
    ${lines.length === 0 && html`<p class="empty">${t(`console.empty.${state.list}`)}</p>`}
  </nav>`;
}
