/** Replay lab: what a change would have done to past conversations. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { clockTime } from "../../shared/time.js";
import { attempt, send } from "../desk.js";
import { go, link } from "../route.js";
import { toast } from "../toasts.js";
import { Loading, mayWrite, percent, Progress, useDesk } from "./parts.js";
import { ChangeForm } from "./change.js";
import { Result } from "./result.js";

const AT = "/api/studio/replays";
const runs = (one) => ["queued", "running"].includes(one.state);

function named({ file, script, training_id }) {
  if (file) return file.replace("data/", "");
  if (script) return script.replace(/^utter_/, "").replaceAll("_", " ");
  return t("studio.replay.model", { id: training_id.slice(-6) });
}

async function cancel(one, again) {
  const done = await attempt(() => send(`${AT}/${one.replay_id}/cancel`, {}));
  if (done !== undefined) again();
}

function Line({ one }) {
  return html`<li>
    <a class="line" href=${link("replay", one.replay_id)}>
      <span class="head"><strong>${named(one.change)}</strong><span class="state">${t(`studio.replay.states.${one.state}`)}</span></span>
      <span class="facts">
        <span>${clockTime(one.asked_at)}</span>
        ${one.result && html`<span>${t("studio.replay.brief", { n: one.result.conversations, different: one.result.different.length })}</span>`}
      </span>
    </a>
  </li>`;
}

function One({ one, again }) {
  return html`<article>
    <p><a href=${link("replay")}>${t("studio.replay.back")}</a></p>
    <h1>${named(one.change)}</h1>
    <p class="hint">${clockTime(one.asked_at)} · ${t(`studio.replay.states.${one.state}`)}</p>
    ${runs(one) &&
    html`<div class="row">
      <${Progress} share=${one.share} words=${t(`studio.replay.steps.${one.step || "queued"}`, { share: percent(one.share) })} />
      ${mayWrite() && html`<button type="button" class="button" onClick=${() => cancel(one, again)}>${t("studio.replay.cancel")}</button>`}
    </div>`}
    ${one.state === "failed" && html`<pre class="warn" tabindex="0">${one.step}</pre>`}
    ${one.result && html`<${Result} replay=${one} />`}
  </article>`;
}

export function Replays({ path }) {
  const [found, again] = useDesk(AT, (all) => all.some(runs));
  if (!found) return html`<${Loading} />`;
  const chosen = found.find((one) => one.replay_id === path[0]);
  if (chosen) return html`<div class="learning"><${One} one=${chosen} again=${again} /></div>`;

  const start = async (change, conversations) => {
    const made = await attempt(() => send(AT, { change, conversations }));
    if (made === undefined) return;
    toast(t("studio.replay.started"));
    again();
    go("replay", made.replay_id);
  };
  return html`<div class="learning list">
    <header>
      <h1>${t("studio.replay.heading")}</h1>
      <p class="hint">${t("studio.replay.intro")}</p>
    </header>
    ${mayWrite() && html`<${ChangeForm} busy=${found.some(runs)} start=${start} />`}
    ${found.length === 0 && html`<p class="empty">${t("studio.replay.empty")}</p>`}
    <section><ul>${found.map((one) => html`<${Line} key=${one.replay_id} one=${one} />`)}</ul></section>
  </div>`;
}
