/** Where a wording is said, under which conditions, and with which quick replies. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { CLOSE, icon } from "../../shared/icon.js";

const MOST_REPLIES = 6;

const put = (list, at, part) => list.map((one, i) => (i === at ? { ...one, ...part } : one));
const without = (list, at) => list.filter((_, i) => i !== at);

const Remove = ({ name, onClick }) => html`<button
  type="button"
  class="plain"
  aria-label=${t("studio.script.remove", { name })}
  onClick=${onClick}
>
  ${icon(CLOSE)}
</button>`;

export function Where({ form, library, readonly, change }) {
  const locales = [...new Set([...library.locales, form.locale])];
  return html`<div class="where">
    <label>
      ${t("studio.script.language")}
      <select disabled=${readonly} value=${form.locale} onChange=${(e) => change({ locale: e.target.value })}>
        ${locales.map((one) => html`<option key=${one} value=${one}>${one}</option>`)}
      </select>
    </label>
    <label>
      ${t("studio.script.channel")}
      <select disabled=${readonly} value=${form.channel} onChange=${(e) => change({ channel: e.target.value })}>
        <option value="">${t("studio.script.all_channels")}</option>
        ${library.channels.map((one) => html`<option key=${one} value=${one}>${one}</option>`)}
      </select>
    </label>
    <label title=${t("studio.script.weight_hint")}>
      ${t("studio.script.weight")}
      <input type="number" min="0" max="1000" readonly=${readonly} value=${form.share}
        onInput=${(e) => change({ share: Math.min(1000, Math.max(0, Math.round(Number(e.target.value) || 0))) })} />
    </label>
  </div>`;
}

export function Conditions({ form, library, readonly, change }) {
  const names = Object.keys(library.placeholders).sort();
  const set = (at, part) => change({ conditions: put(form.conditions, at, part) });
  return html`<fieldset class="conditions">
    <legend>${t("studio.script.conditions")}</legend>
    ${form.conditions.length === 0 && html`<p class="hint">${t("studio.script.always")}</p>`}
    ${form.conditions.map(
      ({ name, typed }, i) => html`<div class="row" key=${i}>
        <label>
          <span class="unseen">${t("studio.script.condition_name")}</span>
          <select disabled=${readonly} value=${name} onChange=${(e) => set(i, { name: e.target.value, typed: "present" })}>
            ${[...new Set([name, ...names])].map((one) => html`<option key=${one} value=${one}>${one.replaceAll("_", " ")}</option>`)}
          </select>
        </label>
        <label>
          <span class="unseen">${t("studio.script.condition_value")}</span>
          <input list=${`values-${i}`} readonly=${readonly} value=${typed} onInput=${(e) => set(i, { typed: e.target.value })} />
        </label>
        <datalist id=${`values-${i}`}>
          ${[...(library.placeholders[name]?.values ?? []), "present", "absent"].map(
            (one) => html`<option key=${String(one)} value=${String(one)}></option>`,
          )}
        </datalist>
        ${!readonly && html`<${Remove} name=${name} onClick=${() => change({ conditions: without(form.conditions, i) })} />`}
      </div>`,
    )}
    ${!readonly &&
    html`<button type="button" class="link" onClick=${() =>
        change({ conditions: [...form.conditions, { name: "order_state", typed: "present" }] })}>
        ${t("studio.script.condition_add")}
      </button>
      <p class="hint">${t("studio.script.condition_hint")}</p>`}
  </fieldset>`;
}

export function Replies({ form, readonly, change }) {
  const set = (at, part) => change({ buttons: put(form.buttons, at, part) });
  return html`<fieldset class="conditions">
    <legend>${t("studio.script.buttons")}</legend>
    ${form.buttons.map(
      ({ title, text }, i) => html`<div class="row" key=${i}>
        <label>
          ${t("studio.script.button_title")}
          <input readonly=${readonly} value=${title} onInput=${(e) => set(i, { title: e.target.value })} />
        </label>
        <label>
          ${t("studio.script.button_text")}
          <input readonly=${readonly} value=${text} onInput=${(e) => set(i, { text: e.target.value })} />
        </label>
        ${!readonly && html`<${Remove} name=${title} onClick=${() => change({ buttons: without(form.buttons, i) })} />`}
      </div>`,
    )}
    ${!readonly &&
    form.buttons.length < MOST_REPLIES &&
    html`<button type="button" class="link" onClick=${() => change({ buttons: [...form.buttons, { title: "", text: "" }] })}>
      ${t("studio.script.button_add")}
    </button>`}
  </fieldset>`;
}
