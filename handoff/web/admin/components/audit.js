/** Who did what: the audit log, filtered. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { Failure, Field, Table, useRead, Waiting, when } from "./parts.js";

const NOTHING = { verb: "", actor: "", about: "", before: "" };
const actor = (entry) => entry.actor_name ?? entry.actor_id ?? t("admin.audit.desk");

export function Audit({ desk }) {
  const [draft, setDraft] = useState(NOTHING);
  const [query, setQuery] = useState(NOTHING);
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
  const { data, error } = useRead(() => desk.read(`audit?${given}`), String(given));
  const find = (event) => {
    event.preventDefault();
    setQuery({ ...draft, before: "" });
  };
  const entries = data?.entries ?? [];
  const field = (name) =>
    html`<${Field} label=${t(`admin.audit.${name}`)} value=${draft[name]} set=${(value) => setDraft({ ...draft, [name]: value })} />`;
  return html`<section>
    <form class="filter" onSubmit=${find}>
      ${field("actor")} ${field("verb")} ${field("about")}
      <button type="submit" class="button solid">${t("admin.audit.find")}</button>
    </form>
    ${error && html`<${Failure} error=${error} />`}
    ${!data && !error && html`<${Waiting} />`}
    ${data && html`<${Table} label=${t("admin.section.audit")} head=${["at", "actor", "verb", "about", "details"].map((name) => t(`admin.audit.${name}`))}>
      ${entries.map(
        (entry) => html`<tr key=${entry.audit_id}>
          <td>${when(entry.at)}</td><td dir="auto">${actor(entry)}</td><td>${entry.verb}</td><td class="id">${entry.object_id}</td>
          <td class="id" dir="auto">${Object.keys(entry.details).length ? JSON.stringify(entry.details) : ""}</td>
        </tr>`,
      )}
    <//>`}
    <p role="status">${data && entries.length === 0 ? t("admin.audit.nothing") : ""}</p>
    ${entries.length === 100 && html`<button type="button" class="button"
      onClick=${() => setQuery({ ...query, before: entries.at(-1).audit_id })}>${t("admin.audit.older")}</button>`}
  </section>`;
}
