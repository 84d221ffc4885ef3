/** The dialogs that pass a conversation on: to a team or a person, up, by a supervisor. */
import { html } from "../../shared/lib.js";
import { useEffect, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { Buttons, Dialog } from "./parts.js";

/** The directory, empty until it has come. */
function useDirectory(actions) {
  const [found, setFound] = useState({ teams: [], people: [] });
  useEffect(() => {
    let shown = true;
    actions.readDirectory().then((read) => shown && setFound(read), () => null);
    return () => (shown = false);
  }, []);
  return found;
}

const Text = ({ label, value, set, required, longest = 2000 }) =>
  html`<label>${t(label)}<textarea rows="3" dir="auto" maxlength=${longest} required=${required} value=${value}
    onInput=${(event) => set(event.target.value)}></textarea></label>`;

const personWords = ({ name, presence, has_room }) =>
  t("console.pass.person", {
    name,
    state: t(presence === "online" && !has_room ? "console.pass.full" : `console.presence.${presence}`),
  });

const ORDER = ["online", "away", "offline"];
const byPresence = (a, b) => ORDER.indexOf(a.presence) - ORDER.indexOf(b.presence);

const People = ({ people, value, set, all }) =>
  html`<label>${t("console.pass.to_person")}
    <select required value=${value} onChange=${(event) => set(event.target.value)}>
      <option value="">${t("console.pass.choose")}</option>
      ${[...people].sort(byPresence).map(
        (one) => html`<option key=${one.id} value=${one.id}
          disabled=${!all && (one.presence !== "online" || !one.has_room)}>${personWords(one)}</option>`,
      )}
    </select>
  </label>`;

function Team({ teams, team, setTeam, tier, setTier }) {
  const tiers = teams.find((one) => one.id === team)?.tiers ?? [];
  return html`<label>${t("console.pass.to_team")}
      <select required value=${team} onChange=${(event) => setTeam(event.target.value)}>
        <option value="">${t("console.pass.choose")}</option>
        ${teams.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}
      </select>
    </label>
    <label>${t("console.pass.tier")}
      <select value=${tier} onChange=${(event) => setTier(event.target.value)}>
        ${tiers.map((one) => html`<option key=${one} value=${one}>${t(`console.tier.${one}`)}</option>`)}
      </select>
    </label>`;
}

export function Transfer({ close, actions }) {
  const directory = useDirectory(actions);
  const [kind, setKind] = useState("team");
  const [team, setTeam] = useState("");
  const [tier, setTier] = useState("1");
  const [person, setPerson] = useState("");
  const [note, setNote] = useState("");
  const submit = (event) => {
    event.preventDefault();
    const target = kind === "team" ? { team_id: team, tier: Number(tier) } : { person_id: person };
    actions.transfer({ ...target, note: note.trim() });
  };
  const choice = (name) => html`<label class="choice">
    <input type="radio" name="kind" checked=${kind === name} onChange=${() => setKind(name)} />${t(`console.pass.${name}`)}
  </label>`;
  return html`<${Dialog} title=${t("console.pass.transfer_title")} close=${close}>
    <form onSubmit=${submit}>
      <p>${t("console.pass.transfer_text")}</p>
      <fieldset><legend>${t("console.pass.to")}</legend>${choice("team")}${choice("colleague")}</fieldset>
      ${kind === "team" &&
      html`<${Team} teams=${directory.teams} team=${team} setTeam=${setTeam} tier=${tier} setTier=${setTier} />`}
      ${kind !== "team" && html`<${People} people=${directory.people} value=${person} set=${setPerson} />`}
      <${Text} label="console.pass.note" value=${note} set=${setNote} />
      <${Buttons} close=${close} submit="console.pass.transfer" disabled=${kind === "team" ? !team : !person} />
    </form>
  <//>`;
}

export function Escalate({ close, actions }) {
  const [reason, setReason] = useState("");
  const submit = (event) => {
    event.preventDefault();
    actions.escalate(reason.trim());
  };
  return html`<${Dialog} title=${t("console.pass.escalate_title")} close=${close}>
    <form onSubmit=${submit}>
      <p>${t("console.pass.escalate_text")}</p>
      <${Text} label="console.pass.reason" value=${reason} set=${setReason} required longest="500" />
      <${Buttons} close=${close} submit="console.pass.escalate" disabled=${!reason.trim()} />
    </form>
  <//>`;
}

export function Reassign({ person: me, close, actions }) {
  const directory = useDirectory(actions);
  const [person, setPerson] = useState("");
  const [note, setNote] = useState("");
  const submit = (event) => {
    event.preventDefault();
    actions.reassign(person, note.trim());
  };
  const self = { ...me, presence: "online", has_room: true, name: t("console.pass.yourself") };
  return html`<${Dialog} title=${t("console.pass.reassign_title")} close=${close}>
    <form onSubmit=${submit}>
      <p>${t("console.pass.reassign_text")}</p>
      <${People} all people=${[self, ...directory.people]} value=${person} set=${setPerson} />
      <${Text} label="console.pass.note" value=${note} set=${setNote} />
      <${Buttons} close=${close} submit="console.pass.reassign" disabled=${!person} />
    </form>
  <//>`;
}
