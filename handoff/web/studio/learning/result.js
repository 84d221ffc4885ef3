/** A replay's result: counts before and after, and each different conversation. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { topicName } from "./parts.js";

const COUNTS = ["answered", "handed_over", "not_understood"];

const Counts = ({ result }) => html`<table>
  <thead><tr>
    <th scope="col">${t("studio.replay.counts", { n: result.conversations, turns: result.turns })}</th>
    <th scope="col">${t("studio.replay.before")}</th><th scope="col">${t("studio.replay.after")}</th>
  </tr></thead>
  <tbody>
    ${COUNTS.map(
      (name) => html`<tr key=${name} class=${result.before[name] === result.after[name] ? "" : "moved"}>
        <th scope="row">${t(`studio.replay.count.${name}`)}</th>
        <td>${result.before[name]}</td><td>${result.after[name]}</td>
      </tr>`,
    )}
  </tbody>
</table>`;

function Side({ outcome, differs, name }) {
  if (!outcome) return html`<div class="side"><h4>${name}</h4><p class="hint">${t("studio.replay.not_reached")}</p></div>`;
  const mark = (kind) => (differs.includes(kind) ? "differs" : "");
  return html`<div class="side">
    <h4>${name}</h4>
    <p class=${mark("words")} dir="auto">${outcome.said || t("studio.replay.nothing_said")}</p>
    <p class="facts">
      <span class=${mark("topic")}>${outcome.answered ? topicName(outcome.topic) : t("studio.replay.unknown", { topic: topicName(outcome.topic) })}</span>
      <span class=${mark("rating")}>${outcome.priority === "none" ? t("studio.replay.unrated") : outcome.priority} ${outcome.signals.join(", ")}</span>
      ${outcome.reason && html`<span class=${mark("handoff")}>${t("studio.replay.handed", { reason: outcome.reason.replaceAll("_", " ") })}</span>`}
    </p>
  </div>`;
}

const Conversation = ({ one }) => html`<details class="cluster">
  <summary>
    <span dir="auto">${one.turns[0].text}</span>
    ${one.differs.map((kind) => html`<span key=${kind} class="state">${t(`studio.replay.differs.${kind}`)}</span>`)}
  </summary>
  <ol>
    ${one.turns.map(
      (turn, place) => html`<li key=${place}>
        <q dir="auto">${turn.text}</q>
        <div class="sides">
          <${Side} outcome=${turn.before} differs=${turn.differs} name=${t("studio.replay.before")} />
          <${Side} outcome=${turn.after} differs=${turn.differs} name=${t("studio.replay.after")} />
        </div>
      </li>`,
    )}
  </ol>
</details>`;

export function Result({ replay }) {
  const { result } = replay;
  const file = `replay-${replay.replay_id.slice(-6)}.json`;
  return html`<section class="report">
    <${Counts} result=${result} />
    <p class="row">
      <strong role="status">${t("studio.replay.brief", { n: result.conversations, different: result.different.length })}</strong>
      <a class="button" href=${`/api/studio/replays/${replay.replay_id}`} download=${file}>${t("studio.replay.export")}</a>
    </p>
    ${result.different.map((one) => html`<${Conversation} key=${one.conversation_id} one=${one} />`)}
  </section>`;
}
