/** All scripts by area, with filters, states and what came after them. */
import { html } from "../../shared/lib.js";
import { signal } from "../../shared/signals.js";
import { t } from "../../shared/i18n.js";
import { link } from "../route.js";
import { named, shown, states } from "./words.js";
import { States } from "./parts.js";
import { brief } from "./figures.js";

const STATES = ["published", "draft", "in_review", "scheduled", "retired", "offered"];
// Kept while one is on another page, so that going back finds the same list.
const filters = signal({ search: "", area: "", state: "" });

const set = (name) => (event) => (filters.value = { ...filters.value, [name]: event.target.value });

function fits(script, { search, area, state }) {
  if (area && script.area !== area) return false;
  if (state && !script.variants.some((one) => states(one).includes(state))) return false;
  const wanted = search.trim().toLowerCase();
  if (!wanted) return true;
  const texts = script.variants.map((one) => `${one.id} ${shown(one).content.text}`);
  return [script.id, named(script.id), ...texts].join("\n").toLowerCase().includes(wanted);
}

function Filters({ areas }) {
  const { search, area, state } = filters.value;
  return html`<form class="filters" role="search" onSubmit=${(event) => event.preventDefault()}>
    <label>
      ${t("studio.list.search")}
      <input type="search" value=${search} onInput=${set("search")} />
    </label>
    <label>
      ${t("studio.list.area")}
      <select value=${area} onChange=${set("area")}>
        <option value="">${t("studio.list.any")}</option>
        ${areas.map((one) => html`<option key=${one} value=${one}>${one.replaceAll("_", " ")}</option>`)}
      </select>
    </label>
    <label>
      ${t("studio.list.state")}
      <select value=${state} onChange=${set("state")}>
        <option value="">${t("studio.list.any")}</option>
        ${STATES.map((one) => html`<option key=${one} value=${one}>${t(`studio.list.states.${one}`)}</option>`)}
      </select>
    </label>
  </form>`;
}

function Line({ script }) {
  const every = [...new Set(script.variants.flatMap(states))];
  const first = script.variants[0] && shown(script.variants[0]).content.text;
  return html`<li>
    <a class="line" href=${link("scripts", script.id)}>
      <span class="head"><strong>${named(script.id)}</strong><${States} of=${every} /></span>
      <span class="words" dir="auto">${first}</span>
      <span class="facts">
        <span>${t(`studio.purpose.${script.purpose}`)}</span>
        <span>${t("studio.list.variants", { n: script.variants.length })}</span>
        ${script.missing_locales.length > 0 &&
        html`<span class="lack">${t("studio.list.lacks", { locales: script.missing_locales.join(", ") })}</span>`}
        ${brief(script.figures).map((words) => html`<span key=${words}>${words}</span>`)}
      </span>
    </a>
  </li>`;
}

export function List({ library }) {
  const found = library.scripts.filter((script) => fits(script, filters.value));
  const areas = [...new Set(library.scripts.map((script) => script.area))];
  return html`<div class="list">
    <header>
      <h1>${t("studio.list.heading")}</h1>
      <p role="status">${t("studio.list.count", { n: found.length })}</p>
      ${!library.may_write && html`<p class="hint">${t("studio.read_only")}</p>`}
    </header>
    <${Filters} areas=${areas} />
    ${found.length === 0 && html`<p class="empty">${t("studio.list.empty")}</p>`}
    ${areas
      .filter((area) => found.some((script) => script.area === area))
      .map(
        (area) => html`<section key=${area} aria-label=${area.replaceAll("_", " ")}>
          <h2>${area.replaceAll("_", " ")}</h2>
          <ul>
            ${found
              .filter((script) => script.area === area)
              .map((script) => html`<${Line} key=${script.id} script=${script} />`)}
          </ul>
        </section>`,
      )}
  </div>`;
}
