/** Training: a new model beside the one in service, measured, and swapped in by hand. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { clockTime } from "../../shared/time.js";
import { attempt, send } from "../desk.js";
import { toast } from "../toasts.js";
import { Report } from "./report.js";
import { Loading, mayWrite, percent, Progress, Reason, useDesk } from "./parts.js";

const AT = "/api/studio/trainings";
const RUNNING = ["queued", "training", "measuring"];
const runs = (one) => RUNNING.includes(one.state);

async function ask(path, body, words, again) {
  const done = await attempt(() => send(path, body));
  if (done === undefined) return;
  toast(t(words, { n: done?.seconds?.toFixed(1) }));
  again();
}

function Serving({ one, again }) {
  const serve = (override) => ask(`${AT}/${one.training_id}/serve`, { override }, "studio.training.served", again);
  if (one.state === "refused")
    return html`<${Reason} label=${t("studio.training.override")} submit=${t("studio.training.serve_anyway")} done=${serve} />`;
  return html`<button type="button" class="button solid" onClick=${() => serve("")}>
    ${t(one.state === "replaced" ? "studio.training.serve_again" : "studio.training.serve")}
  </button>`;
}

function Under({ one, again }) {
  const stop = () => ask(`${AT}/${one.training_id}/cancel`, {}, "studio.training.cancelled", again);
  const words = t(`studio.training.steps.${one.state}`, { step: one.step, share: percent(one.share) });
  return html`<div class="row">
    <${Progress} share=${one.state === "queued" ? 0 : one.share} words=${words} />
    ${mayWrite() && html`<button type="button" class="button" onClick=${stop}>${t("studio.training.cancel")}</button>`}
  </div>`;
}

function Added({ additions }) {
  const examples = Object.values(additions.examples ?? {}).flat().length;
  const faqs = (additions.faqs ?? []).length;
  const words = additions.examples
    ? t("studio.training.added", { examples, faqs })
    : t("studio.training.shipped");
  return html`<p class="hint">${words}</p>`;
}

function Training({ one, again }) {
  const mayServe = mayWrite() && ["ready", "refused", "replaced"].includes(one.state);
  return html`<li class="cluster">
    <div class="head">
      <h2>${clockTime(one.asked_at)}</h2>
      <span class=${`state ${one.state === "serving" ? "published" : ""}`}>${t(`studio.training.states.${one.state}`)}</span>
    </div>
    <${Added} additions=${one.additions} />
    ${one.override && html`<p class="hint">${t("studio.training.overridden", { reason: one.override })}</p>`}
    ${runs(one) && html`<${Under} one=${one} again=${again} />`}
    ${one.report && html`<${Report} report=${one.report} />`}
    ${one.log &&
    html`<details open=${one.state === "failed"}><summary>${t("studio.training.log")}</summary><pre tabindex="0">${one.log}</pre></details>`}
    ${mayServe && html`<${Serving} one=${one} again=${again} />`}
  </li>`;
}

export function Trainings() {
  const [found, again] = useDesk(AT, (all) => all.some(runs));
  if (!found) return html`<${Loading} />`;
  const busy = found.some(runs);
  const canRollBack = found.some((one) => one.state === "replaced");
  return html`<div class="learning">
    <header>
      <h1>${t("studio.training.heading")}</h1>
      <p class="hint">${t("studio.training.intro")}</p>
      ${mayWrite() &&
      html`<div class="row">
        <button type="button" class="button solid" disabled=${busy}
          onClick=${() => ask(AT, {}, "studio.training.started", again)}>${t("studio.training.start")}</button>
        ${canRollBack &&
        html`<button type="button" class="button" onClick=${() => ask("/api/studio/rollback", {}, "studio.training.rolled_back", again)}>
          ${t("studio.training.roll_back")}</button>`}
      </div>`}
    </header>
    ${found.length === 0 && html`<p class="empty">${t("studio.training.empty")}</p>`}
    <ol class="clusters">${found.map((one) => html`<${Training} key=${one.training_id} one=${one} again=${again} />`)}</ol>
  </div>`;
}
