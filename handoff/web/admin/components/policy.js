/** One policy: its text to edit, what a change would have done, its versions. */
import { html } from "../../shared/lib.js";
import { useEffect, useRef, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { Failure, Field, said, useRead, useWrite, Waiting, when } from "./parts.js";
import { versionName } from "./policies.js";

const COUNTS = ["team", "tier", "priority", "earlier", "later"];
const place = ({ team, tier, priority, due }) =>
  t("admin.policies.place", { team, tier, priority, minutes: Math.round(due / 60) });

function Trial({ trial }) {
  return html`<div class="trial" role="status">
    <h2>${t("admin.policies.tried", { n: trial.tried })}</h2>
    <dl>
      ${COUNTS.map((name) => html`<div key=${name}><dt>${t(`admin.policies.trial.${name}`)}</dt><dd>${trial[name]}</dd></div>`)}
    </dl>
    ${trial.examples.length > 0 && html`<ul>
      ${trial.examples.map(
        (one) => html`<li key=${one.handoff_id}>
          <a href=${`/console/#/c/${encodeURIComponent(one.conversation_id)}`}>${one.conversation_id.slice(-8)}</a>: ${place(one.before)} → ${place(one.after)}
        </li>`,
      )}
    </ul>`}
  </div>`;
}

const kind = (line) => (/^(\+\+\+|---|@@)/.test(line) ? "head" : { "+": "new", "-": "old" }[line[0]] ?? "");

function Versions({ policy, desk, take }) {
  const [diff, setDiff] = useState(null);
  const show = async (version) => {
    const lines = await desk.read(`policies/${encodeURIComponent(policy.name)}/diff?old=${version}&new=${policy.version}`);
    setDiff({ version, lines: lines.lines });
  };
  return html`<section>
    <h2>${t("admin.policies.versions")}</h2>
    <ol class="versions">
      ${policy.versions.map(
        (one) => html`<li key=${one.version}>
          <b>${versionName(one)}</b> <span dir="auto">${one.author} ${when(one.at)}</span> <q dir="auto" hidden=${!one.note}>${one.note}</q>
          <button type="button" class="button" disabled=${one.version === policy.version} onClick=${() => show(one.version)}>${t("admin.policies.compare")}</button>
        </li>`,
      )}
    </ol>
    <p><button type="button" class="button" onClick=${take}>${t("admin.policies.restore")}</button></p>
    ${diff && html`<div class="diff" tabindex="0" role="region" aria-label=${t("admin.policies.diff", { n: diff.version })}>
      ${diff.lines.length ? diff.lines.map((line, at) => html`<code key=${at} class=${kind(line)}>${line}</code>`) : t("admin.policies.same")}
    </div>`}
  </section>`;
}

function Editor({ policy, desk, again }) {
  const [text, setText] = useState(policy.text);
  const [note, setNote] = useState("");
  const [trial, setTrial] = useState(null);
  const [done, setDone] = useState("");
  const [fault, setFault] = useState(null);
  const area = useRef(null);
  const { busy, run } = useWrite();
  const path = `policies/${encodeURIComponent(policy.name)}`;
  useEffect(() => setText(policy.text), [policy.version]);

  /** A faulty text is shown at its line, with the reason. */
  const attempt = async (write) => {
    setTrial(null);
    setDone("");
    setFault(null);
    return run(() =>
      write().catch((refused) => {
        setFault(refused);
        const { line } = refused.details;
        if (line) select(area.current, line);
        throw refused;
      }),
    );
  };
  const check = async () => {
    const found = await attempt(() => desk.write(`${path}/trial`, { text }));
    if (found) setTrial(found);
  };
  const apply = async (body) => {
    const made = await attempt(() => desk.write(path, { text: body, version: policy.version, note }));
    if (!made) return;
    setNote("");
    setDone(t("admin.policies.applied", { n: made.version }));
    again();
  };
  const submit = (event) => {
    event.preventDefault();
    apply(text);
  };

  return html`<section>
    <p><a href="#policies">${t("admin.policies.all")}</a></p>
    <h2>${policy.name}: ${versionName(policy.versions[0])}</h2>
    <form onSubmit=${submit}>
      <label>${t("admin.policies.yaml")}
        <textarea ref=${area} class="yaml" rows="24" spellcheck="false" value=${text}
          onInput=${(e) => setText(e.target.value)} aria-invalid=${fault ? "true" : null}></textarea>
      </label>
      ${fault && html`<${Failure} error=${said(fault)} />`}
      <${Field} label=${t("admin.policies.why")} maxlength="500" required value=${note} set=${setNote} />
      <div class="buttons">
        <button type="button" class="button" disabled=${busy} onClick=${check}>${t("admin.policies.try")}</button>
        <button type="submit" class="button solid" disabled=${busy || text === policy.text}>${t("admin.policies.apply")}</button>
      </div>
    </form>
    <p role="status">${done}</p>
    ${trial && html`<${Trial} trial=${trial} />`}
    <${Versions} policy=${policy} desk=${desk} take=${() => apply(null)} />
  </section>`;
}

/** The line is marked, and in sight. */
function select(area, line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}

export function Policy({ name, desk }) {
  const { data, error, again } = useRead(() => desk.read(`policies/${encodeURIComponent(name)}`), name);
  if (error) return html`<${Failure} error=${error} />`;
  return data ? html`<${Editor} policy=${data} desk=${desk} again=${again} />` : html`<${Waiting} />`;
}
