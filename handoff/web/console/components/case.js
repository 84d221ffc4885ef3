/** The complaint's case: its reference, who answers for it, how high it has climbed. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { dayTime } from "../when.js";
import { topicName } from "./inbox.js";
import { Pairs, Section } from "./jump.js";

const holderName = ({ kind, name }) => name ?? t(`console.case.${kind}`);

export const stageName = (stage) => t(`console.stage.${stage}`);

function Ladder({ stages }) {
  return html`<details>
    <summary>${t("console.case.ladder")}</summary>
    <ol class="ladder">
      ${stages.map(
        ({ stage, holder, started_at, ended_at }) => html`<li key=${started_at + stage + holder.name}>
          <b dir="auto">${holderName(holder)}</b> <small>${stageName(stage)}</small>
          <span>${dayTime(started_at)} – ${ended_at ? dayTime(ended_at) : t("console.case.now")}</span>
        </li>`,
      )}
    </ol>
  </details>`;
}

/** @param {{complaint: object, remedies: {id: string, name: string}[]}} p */
export function Case({ complaint, remedies }) {
  const { reference, stage, status, holder, opened_at, topic, order_number, remedy_sought } = complaint;
  const given = remedies.find((one) => one.id === complaint.remedy_given)?.name;
  const pair = (name, value) => value && { name, label: t(`console.case.${name}`), value };
  const pairs = [
    pair("holder", holderName(holder)),
    pair("opened", dayTime(opened_at)),
    pair("topic", topicName(topic)),
    pair("order", order_number),
    pair("wish", remedy_sought),
    pair("given", given),
  ].filter(Boolean);
  return html`<${Section} name="case">
    <p class="case">
      <code>${reference}</code>
      <span class="tag">${status === "settled" ? t("console.case.settled") : stageName(stage)}</span>
      ${complaint.reopened > 0 && html`<span class="tag again">${t("console.case.reopened", { n: complaint.reopened })}</span>`}
    </p>
    <${Pairs} pairs=${pairs} />
    <${Ladder} stages=${complaint.stages} />
  <//>`;
}
