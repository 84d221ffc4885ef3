/** What there was with this customer before; what is one's own to see opens by a press. */
import { html } from "../../shared/lib.js";
import { useEffect, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { dayTime } from "../when.js";
import { outcomeName } from "../select.js";
import { stageName } from "./case.js";
import { topicName } from "./inbox.js";
import { Section } from "./jump.js";

function Visit({ visit, actions }) {
  const when = dayTime(visit.at);
  if (visit.here) return html`<span>${when} · ${t("console.history.here")}</span>`;
  if (!visit.conversation_id) return html`<span>${when} · ${t("console.history.closed_to_you")}</span>`;
  return html`<button type="button" class="jump" onClick=${() => actions.select(visit.conversation_id)}>
    ${t("console.history.visit", { when })}
  </button>`;
}

function Entry({ entry, outcomes, actions }) {
  const { case: one, conversations } = entry;
  const state = one.status === "settled" ? outcomeName(outcomes, one.outcome) : stageName(one.stage);
  return html`<li>
    <p><code>${one.reference}</code> <b>${topicName(one.topic)}</b> ${one.order_number}</p>
    <p><small>${t(`console.history.${one.status}`)} · ${state}</small></p>
    ${conversations.map(
      (visit) => html`<p key=${visit.at}><${Visit} visit=${visit} actions=${actions} /></p>`,
    )}
  </li>`;
}

/** Nothing is shown when this conversation is all there is. */
export function History({ id, outcomes, actions }) {
  const [cases, setCases] = useState([]);
  useEffect(() => {
    let wanted = true;
    setCases([]);
    actions.quietly("history.read", { conversation_id: id }).then((found) => {
      if (wanted && found) setCases(found.cases);
    });
    return () => (wanted = false);
  }, [id]);
  const visits = cases.flatMap((entry) => entry.conversations);
  if (visits.every((visit) => visit.here)) return null;
  return html`<${Section} name="history">
    <ul class="history">
      ${cases.map(
        (entry) => html`<${Entry} key=${entry.case.reference} entry=${entry} outcomes=${outcomes} actions=${actions} />`,
      )}
    </ul>
  <//>`;
}
