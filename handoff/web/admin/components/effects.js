/** Mails and webhooks that did not leave: dead letters, and what still waits. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { Failure, Table, useRead, useWrite, Waiting, when } from "./parts.js";

const STATES = ["dead", "waiting"];

export function Effects({ desk }) {
  const [state, setState] = useState("dead");
  const { data, error, again } = useRead(() => desk.read(`effects?state=${state}`), state);
  const write = useWrite();
  const retry = async (effect) => {
    if (await write.run(() => desk.write(`effects/${effect.outbox_id}/retry`))) again();
  };
  const effects = data?.effects ?? [];
  const line = (effect) => html`<tr key=${effect.outbox_id}>
    <td>${when(effect.created_at)}</td>
    <td>${effect.kind}</td>
    <td class="id" dir="auto">${effect.target}</td>
    <td>${effect.attempts}</td>
    <td dir="auto">${effect.last_error}${state === "waiting" && effect.attempts > 0 && html`<small>${t("admin.effects.next", { at: when(effect.next_at) })}</small>`}</td>
    <td>${state === "dead" && html`<button type="button" class="button" disabled=${write.busy}
      aria-label=${t("admin.effects.retry_x", effect)} onClick=${() => retry(effect)}>${t("admin.effects.retry")}</button>`}</td>
  </tr>`;
  return html`<section>
    <p>${t("admin.effects.text")}</p>
    ${data && !data.mail_configured && html`<p class="warning">${t("admin.effects.no_mail")}</p>`}
    <div class="switch" role="group" aria-label=${t("admin.effects.which")}>
      ${STATES.map((name) => html`<button key=${name} type="button" class="button" aria-pressed=${name === state} onClick=${() => setState(name)}>${t(`admin.effects.${name}`)}</button>`)}
    </div>
    ${(error || write.error) && html`<${Failure} error=${error || write.error} />`}
    ${!data && !error && html`<${Waiting} />`}
    ${effects.length > 0 && html`<${Table} label=${t(`admin.effects.${state}`)} head=${["at", "kind", "target", "attempts", "error", "acts"].map((name) => t(`admin.effects.${name}`))}>
      ${effects.map(line)}
    <//>`}
    <p role="status">${data && effects.length === 0 ? t(`admin.effects.none_${state}`) : ""}</p>
  </section>`;
}
