/** What the gate found: totals, topics that got better or worse, messages that flipped. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { topicName } from "./parts.js";

const signed = (n) => (n > 0 ? `+${n}` : `${n}`);

/** A reason such as `topic_lost:stock:2` in words. */
function reasonWords(reason) {
  const [code, ...rest] = reason.split(":");
  const n = Number(rest.at(-1));
  return t(`studio.training.reasons.${code}`, { n, topic: topicName(rest[0]) });
}

const reading = ({ topic, accepted }) =>
  accepted ? topicName(topic) : t("studio.training.asks", { topic: topicName(topic) });

const Topics = ({ topics }) => html`<table>
  <thead><tr>
    <th scope="col">${t("studio.training.topic")}</th><th scope="col">${t("studio.training.of")}</th>
    <th scope="col">${t("studio.training.before")}</th><th scope="col">${t("studio.training.after")}</th>
  </tr></thead>
  <tbody>
    ${topics.map(
      (row) => html`<tr key=${row.topic} class=${row.after < row.before ? "worse" : "better"}>
        <th scope="row">${topicName(row.topic)}</th><td>${row.messages}</td><td>${row.before}</td>
        <td>${row.after} (${signed(row.after - row.before)})</td>
      </tr>`,
    )}
  </tbody>
</table>`;

const Flips = ({ flips }) => html`<details>
  <summary>${t("studio.training.flips", { n: flips.length })}</summary>
  <ul class="flips">
    ${flips.map(
      (flip) => html`<li key=${flip.text} class=${flip.verdict}>
        <q dir="auto">${flip.text}</q>
        <span class="facts">
          <b>${t(`studio.training.verdict.${flip.verdict}`)}</b>
          <span>${t("studio.training.meant", { topic: topicName(flip.topic) })}</span>
          <span>${reading(flip.before)} → ${reading(flip.after)}</span>
        </span>
      </li>`,
    )}
  </ul>
</details>`;

export function Report({ report }) {
  const moved = report.topics.filter((row) => row.before !== row.after);
  const { messages, right_before, right_after, wrong_before, wrong_after } = report;
  return html`<section class="report">
    <p class=${report.reasons.length ? "verdict error" : "verdict good"}>
      ${report.reasons.length ? t("studio.training.gate_shut") : t("studio.training.gate_holds")}
    </p>
    ${report.reasons.length > 0 &&
    html`<ul class="hint">${report.reasons.map((one) => html`<li key=${one}>${reasonWords(one)}</li>`)}</ul>`}
    <p>${t("studio.training.totals", { messages, right_before, right_after, wrong_before, wrong_after })}</p>
    ${moved.length > 0 ? html`<${Topics} topics=${moved} />` : html`<p class="hint">${t("studio.training.no_topic_moved")}</p>`}
    ${report.flips.length > 0 && html`<${Flips} flips=${report.flips} />`}
  </section>`;
}
