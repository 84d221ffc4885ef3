/** Who works here: add, change, disable, give a new password. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { Dialog } from "../../console/components/parts.js";
import { Failure, Table, useRead, useWrite, Waiting } from "./parts.js";
import { PersonForm, USUAL } from "./person.js";

/** The only time that the password is there to be read. */
function Secret({ secret, close }) {
  return html`<${Dialog} title=${t("admin.people.password_title")} close=${close}>
    <p>${t("admin.people.password_text", { name: secret.person.name })}</p>
    <p><output class="secret">${secret.password}</output></p>
    <div class="buttons">
      <button type="button" class="button solid" onClick=${close}>${t("admin.done")}</button>
    </div>
  <//>`;
}

const work = ({ tier, capacity, skills, languages }) =>
  [
    t("admin.people.tier_n", { n: tier }),
    capacity && t("admin.people.capacity_n", { n: capacity }),
    Object.entries(skills).map(([name, level]) => `${name} ${level}`).join(", "),
    languages.join(", "),
  ].filter(Boolean).join(" · ");

function Line({ person, profile, edit, renew }) {
  return html`<tr class=${person.active ? "" : "off"}>
    <th scope="row" dir="auto">${person.name}<small>${person.email}</small></th>
    <td>${t(`admin.role.${person.role}`)}${!person.active && html`<small>${t("admin.people.disabled")}</small>`}</td>
    <td>${person.teams.map((team) => team.name).join(", ") || t("admin.none")}</td>
    <td>${work(profile)}</td>
    <td class="acts">
      <button type="button" class="button" aria-label=${t("admin.people.change_x", person)} onClick=${edit}>${t("admin.change")}</button>
      <button type="button" class="button" aria-label=${t("admin.people.renew_x", person)} onClick=${renew}>${t("admin.people.renew")}</button>
    </td>
  </tr>`;
}

export function People({ desk }) {
  const { data, error, again } = useRead(() => desk.read("people"));
  const [form, setForm] = useState(null);
  const [secret, setSecret] = useState(null);
  const write = useWrite();
  if (error) return html`<${Failure} error=${error} />`;
  if (!data) return html`<${Waiting} />`;
  const renew = async (person) => {
    const made = await write.run(() => desk.write(`people/${person.id}/password`));
    if (made) setSecret(made);
  };
  const done = (made) => {
    setForm(null);
    if (made.password) setSecret(made);
    again();
  };
  return html`<section>
    <p>${t("admin.people.text")}</p>
    <p><button type="button" class="button solid" onClick=${() => setForm({})}>${t("admin.people.add")}</button></p>
    ${write.error && html`<${Failure} error=${write.error} />`}
    <${Table} label=${t("admin.section.people")} head=${["who", "role", "teams", "work", "acts"].map((name) => t(`admin.people.${name}`))}>
      ${data.people.map(
        (person) => html`<${Line} key=${person.id} person=${person} profile=${data.profiles[person.id] ?? USUAL}
          edit=${() => setForm({ person })} renew=${() => renew(person)} />`,
      )}
    <//>
    ${form && html`<${PersonForm} person=${form.person} data=${data} desk=${desk} done=${done} close=${() => setForm(null)} />`}
    ${secret && html`<${Secret} secret=${secret} close=${() => setSecret(null)} />`}
  </section>`;
}
