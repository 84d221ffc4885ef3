/** The dialog that ends a conversation: how, what was given, why it happened, what next. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { Buttons, Dialog } from "./parts.js";

const Choice = ({ label, name, options, value, set, placeholder }) => html`<label>
  ${t(label)}
  <select name=${name} required value=${value} onChange=${(event) => set(event.target.value)}>
    ${placeholder && html`<option value="" disabled>${t(placeholder)}</option>`}
    ${options.map(({ id, name: shown }) => html`<option key=${id} value=${id}>${shown}</option>`)}
  </select>
</label>`;

function Outcomes({ outcomes, value, set }) {
  return html`<fieldset class="pairs">
    <legend>${t("console.resolve_outcome")}</legend>
    ${outcomes.map(
      ({ id, name }) => html`<label key=${id} class="choice">
        <input type="radio" name="outcome" value=${id} checked=${value === id} onChange=${() => set(id)} />
        ${name}
      </label>`,
    )}
  </fieldset>`;
}

export function Resolve({ policies, close, actions }) {
  const { outcomes, remedies, root_causes, follow_ups } = policies;
  const [outcome, setOutcome] = useState("");
  const [remedy, setRemedy] = useState("");
  const [root_cause, setCause] = useState("");
  const [follow_up, setFollowUp] = useState(follow_ups.find((one) => one.default)?.id ?? "");
  const [note, setNote] = useState("");
  const ready = outcome && remedy && root_cause;
  const submit = (event) => {
    event.preventDefault();
    if (ready) actions.resolve({ outcome, remedy, root_cause, follow_up, note: note.trim() });
  };
  return html`<${Dialog} title=${t("console.resolve_title")} close=${close}>
    <form onSubmit=${submit}>
      <${Outcomes} outcomes=${outcomes} value=${outcome} set=${setOutcome} />
      <${Choice} label="console.resolve_remedy" name="remedy" options=${remedies} value=${remedy}
        set=${setRemedy} placeholder="console.resolve_choose" />
      <${Choice} label="console.resolve_cause" name="root_cause" options=${root_causes} value=${root_cause}
        set=${setCause} placeholder="console.resolve_choose" />
      <${Choice} label="console.resolve_follow_up" name="follow_up" options=${follow_ups} value=${follow_up}
        set=${setFollowUp} />
      <label>${t("console.resolve_note")}
        <textarea rows="2" dir="auto" maxlength="2000" value=${note} onInput=${(e) => setNote(e.target.value)}></textarea>
      </label>
      <${Buttons} close=${close} submit="console.resolve" disabled=${!ready} />
    </form>
  <//>`;
}
