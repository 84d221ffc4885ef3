/** One person's form: who they are, their role and teams, how they work. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { Buttons, Dialog } from "../../console/components/parts.js";
import { Failure, Field, useWrite } from "./parts.js";

const ROLES = ["agent", "supervisor", "admin", "editor"];
/** Whoever has no profile works like this. */
export const USUAL = { tier: 1, capacity: null, skills: {}, languages: [] };

const Choices = ({ legend, all, chosen, set }) => html`<fieldset>
  <legend>${legend}</legend>
  ${all.map(
    ({ id, name }) => html`<label key=${id} class="choice">
      <input type="checkbox" checked=${chosen.includes(id)}
        onChange=${(e) => set(e.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))} />
      ${name}
    </label>`,
  )}
</fieldset>`;

/** Levels as a line of text, `billing 2, privacy 3`: quick to read and to type. */
const written = (skills) => Object.entries(skills).map((pair) => pair.join(" ")).join(", ");

const parts = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);

export const parsed = (text) =>
  Object.fromEntries(
    parts(text).map((part) => {
      const [, name, level] = /^(.*?)(?:\s+(\d+))?$/.exec(part);
      return [name, Number(level ?? 1)];
    }),
  );

export function PersonForm({ person, data, desk, done, close }) {
  const known = data.profiles[person?.id] ?? USUAL;
  const [who, setWho] = useState({ name: person?.name ?? "", email: person?.email ?? "" });
  const [role, setRole] = useState(person?.role ?? "agent");
  const [teams, setTeams] = useState(person?.teams.map((team) => team.id) ?? []);
  const [active, setActive] = useState(person?.active ?? true);
  const [tier, setTier] = useState(String(known.tier));
  const [capacity, setCapacity] = useState(String(known.capacity ?? ""));
  const [skills, setSkills] = useState(written(known.skills));
  const [languages, setLanguages] = useState(known.languages.join(", "));
  const { busy, error, run } = useWrite();

  const save = async () => {
    const made = person
      ? await desk.write(`people/${person.id}`, { role, teams, active })
      : await desk.write("people", { ...who, role, teams });
    await desk.write(`people/${made.person.id}/profile`, {
      tier: Number(tier),
      capacity: capacity ? Number(capacity) : null,
      skills: parsed(skills),
      languages: parts(languages),
    });
    return made;
  };
  const submit = async (event) => {
    event.preventDefault();
    const made = await run(save);
    if (made) done(made);
  };

  return html`<${Dialog} title=${person ? t("admin.people.change_x", person) : t("admin.people.add")} close=${close}>
    <form onSubmit=${submit}>
      ${!person && html`<${Field} label=${t("admin.people.name")} required autocomplete="off" value=${who.name} set=${(name) => setWho({ ...who, name })} />
        <${Field} label=${t("admin.people.email")} required type="email" autocomplete="off" value=${who.email} set=${(email) => setWho({ ...who, email })} />`}
      <label>${t("admin.people.role")}
        <select value=${role} onChange=${(e) => setRole(e.target.value)}>
          ${ROLES.map((name) => html`<option key=${name} value=${name}>${t(`admin.role.${name}`)}</option>`)}
        </select>
      </label>
      <${Choices} legend=${t("admin.people.teams")} all=${data.teams} chosen=${teams} set=${setTeams} />
      <fieldset class="pair">
        <legend>${t("admin.people.work")}</legend>
        <${Field} label=${t("admin.people.tier")} type="number" min="1" max="3" required value=${tier} set=${setTier} />
        <${Field} label=${t("admin.people.capacity")} type="number" min="1" value=${capacity} set=${setCapacity} />
        <${Field} label=${t("admin.people.skills")} value=${skills} set=${setSkills} aria-describedby="skills-hint" />
        <${Field} label=${t("admin.people.languages")} value=${languages} set=${setLanguages} />
        <p id="skills-hint" class="quiet">${t("admin.people.skills_hint", { skills: data.skills.join(", ") })}</p>
      </fieldset>
      ${person && html`<label class="choice"><input type="checkbox" checked=${active} onChange=${(e) => setActive(e.target.checked)} />${t("admin.people.active")}</label>`}
      ${error && html`<${Failure} error=${error} />`}
      <${Buttons} close=${close} submit="admin.save" disabled=${busy} />
    </form>
  <//>`;
}
