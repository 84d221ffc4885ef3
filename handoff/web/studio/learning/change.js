/** What shall be different in a replay: a file, a wording, or the model. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { clockTime } from "../../shared/time.js";
import { attempt, read } from "../desk.js";
import { Loading, useDesk } from "./parts.js";

const KINDS = ["file", "script", "model"];
const USUAL = 50;
const MOST = 500;

function FileFields({ files, change, set }) {
  const pick = async (file) => {
    const found = file && (await attempt(() => read(`/api/studio/replay-files?name=${encodeURIComponent(file)}`)));
    set(found ? { file, content: found.content } : {});
  };
  return html`<label>${t("studio.replay.file")}
      <select value=${change.file ?? ""} onChange=${(event) => pick(event.target.value)}>
        <option value="">${t("studio.replay.choose")}</option>
        ${files.map((file) => html`<option key=${file} value=${file}>${file.replace("data/", "")}</option>`)}
      </select>
    </label>
    ${change.file &&
    html`<label>${t("studio.replay.content")}
      <textarea class="code" rows="16" spellcheck="false" value=${change.content}
        onInput=${(event) => set({ ...change, content: event.target.value })}></textarea>
    </label>`}`;
}

function ScriptFields({ scripts, change, set }) {
  const variants = scripts[change.script] ?? [];
  const pick = (variant) =>
    set({ script: change.script, variant, text: variants.find((one) => one.id === variant)?.text ?? "" });
  return html`<div class="row">
      <label class="grow">${t("studio.replay.script")}
        <select value=${change.script ?? ""} onChange=${(event) => set({ script: event.target.value })}>
          <option value="">${t("studio.replay.choose")}</option>
          ${Object.keys(scripts).map((id) => html`<option key=${id} value=${id}>${id.replace(/^utter_/, "").replaceAll("_", " ")}</option>`)}
        </select>
      </label>
      <label class="grow">${t("studio.replay.variant")}
        <select value=${change.variant ?? ""} disabled=${!change.script} onChange=${(event) => pick(event.target.value)}>
          <option value="">${t("studio.replay.choose")}</option>
          ${variants.map(({ id }) => html`<option key=${id} value=${id}>${id}</option>`)}
        </select>
      </label>
    </div>
    ${change.variant &&
    html`<label>${t("studio.replay.text")}
      <textarea rows="5" maxlength="4000" dir="auto" value=${change.text}
        onInput=${(event) => set({ ...change, text: event.target.value })}></textarea>
    </label>`}`;
}

function ModelFields({ trainings, change, set }) {
  return html`<label>${t("studio.replay.training")}
    <select value=${change.training_id ?? ""} onChange=${(event) => set({ training_id: event.target.value })}>
      <option value="">${t("studio.replay.choose")}</option>
      ${trainings.map(
        (one) => html`<option key=${one.training_id} value=${one.training_id}>
          ${clockTime(one.asked_at)}, ${t(`studio.training.states.${one.state}`)}
        </option>`,
      )}
    </select>
  </label>`;
}

const whole = ({ content, text, training_id }) => Boolean(content ?? text ?? training_id);

export function ChangeForm({ busy, start }) {
  const [choices] = useDesk("/api/studio/replay-files");
  const [kind, setKind] = useState("file");
  const [change, set] = useState({});
  const [wanted, setWanted] = useState(USUAL);
  if (!choices) return html`<${Loading} />`;
  const Fields = { file: FileFields, script: ScriptFields, model: ModelFields }[kind];
  const submit = (event) => {
    event.preventDefault();
    start(change, wanted);
  };
  return html`<form class="cluster" onSubmit=${submit}>
    <fieldset class="row kinds-of-change">
      <legend>${t("studio.replay.what")}</legend>
      ${KINDS.map(
        (one) => html`<label key=${one} class="pick">
          <input type="radio" name="kind" checked=${kind === one} onChange=${() => (setKind(one), set({}))} />
          ${t(`studio.replay.kinds.${one}`)}
        </label>`,
      )}
    </fieldset>
    <${Fields} ...${choices} change=${change} set=${set} />
    <div class="row end">
      <label>${t("studio.replay.conversations")}
        <input type="number" min="1" max=${MOST} value=${wanted} onInput=${(event) => setWanted(Number(event.target.value))} />
      </label>
      <button type="submit" class="button solid" disabled=${busy || !whole(change)}>${t("studio.replay.start")}</button>
    </div>
  </form>`;
}
