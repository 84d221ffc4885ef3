/** What people say to each other about the wording. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { moment } from "./parts.js";

export function Remarks({ remarks, readonly, onAdd }) {
  const [text, setText] = useState("");
  const submit = async (event) => {
    event.preventDefault();
    if (text.trim() && (await onAdd(text.trim())) !== undefined) setText("");
  };
  return html`<section class="remarks" aria-label=${t("studio.remarks.heading")}>
    <h2>${t("studio.remarks.heading")}</h2>
    ${remarks.length === 0 && html`<p class="hint">${t("studio.remarks.none")}</p>`}
    <ul>
      ${remarks.map(
        (one, i) => html`<li key=${i}>
          <p class="hint">
            <bdi>${one.by}</bdi>${one.kind === "returned" ? ` ${t("studio.remarks.returned")}` : ""} ·
            ${t("studio.history.number", { n: one.revision })} · ${moment(one.at)}
          </p>
          <p dir="auto">${one.text}</p>
        </li>`,
      )}
    </ul>
    ${!readonly &&
    html`<form onSubmit=${submit}>
      <label>
        ${t("studio.remarks.write")}
        <textarea rows="2" maxlength="2000" value=${text} onInput=${(e) => setText(e.target.value)}></textarea>
      </label>
      <button type="submit" class="button" disabled=${!text.trim()}>${t("studio.remarks.add")}</button>
    </form>`}
  </section>`;
}
