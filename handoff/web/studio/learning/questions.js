/** The questions inbox: what the bot did not understand, in groups, until it is filed. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { signal } from "../../shared/signals.js";
import { t } from "../../shared/i18n.js";
import { attempt, send } from "../desk.js";
import { go } from "../route.js";
import { toast } from "../toasts.js";
import { Loading, mayWrite, percent, topicName, useDesk } from "./parts.js";

const AT = "/api/studio/questions";

/** Questions that become the examples of a new answer; taken over by its page. */
export const seeds = signal([]);

function Topics({ id, topics, suggested, value, onPick }) {
  const likely = suggested.map((one) => one.topic);
  const rest = topics.filter((topic) => !likely.includes(topic));
  return html`<select id=${id} value=${value} onChange=${(event) => onPick(event.target.value)}>
    <option value="">${t("studio.questions.choose")}</option>
    ${suggested.map(
      ({ topic, confidence }) =>
        html`<option key=${topic} value=${topic}>${topicName(topic)} (${percent(confidence)})</option>`,
    )}
    ${rest.map((topic) => html`<option key=${topic} value=${topic}>${topicName(topic)}</option>`)}
  </select>`;
}

function Pick({ question, picked, toggle }) {
  return html`<li>
    <label class="pick">
      <input type="checkbox" checked=${picked} disabled=${!mayWrite()} onChange=${toggle} />
      <span dir="auto">${question.text}</span>
      ${question.source === "marked" && html`<span class="state">${t("studio.questions.marked")}</span>`}
    </label>
  </li>`;
}

function Cluster({ cluster, topics, changed }) {
  const [left, setLeft] = useState(new Set());
  const [topic, setTopic] = useState("");
  const picked = cluster.questions.filter((one) => !left.has(one.question_id));
  const ids = picked.map((one) => one.question_id);
  const place = `topic-${cluster.questions[0].question_id}`;

  const toggle = (id) => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  const act = async (verb, body) => {
    const done = await attempt(() => send(`${AT}/${verb}`, body));
    if (done === undefined) return;
    toast(t(`studio.questions.done.${verb}`, { n: ids.length, topic: topicName(topic) }));
    setLeft(new Set());
    changed();
  };
  const teach = () => {
    seeds.value = picked.map((one) => one.text);
    go("answers", "new");
  };

  return html`<li class="cluster">
    <h2 dir="auto">${cluster.title}</h2>
    <p class="hint">${t("studio.questions.count", { n: cluster.questions.length })}</p>
    <ul>
      ${cluster.questions.map(
        (one) => html`<${Pick} key=${one.question_id} question=${one} picked=${!left.has(one.question_id)}
          toggle=${() => toggle(one.question_id)} />`,
      )}
    </ul>
    ${mayWrite() &&
    html`<div class="row">
      <label class="grow" for=${place}>${t("studio.questions.topic")}
        <${Topics} id=${place} topics=${topics} suggested=${cluster.suggested} value=${topic} onPick=${setTopic} />
      </label>
      <button type="button" class="button solid" disabled=${!topic || !ids.length}
        onClick=${() => act("file", { questions: ids, topic })}>${t("studio.questions.file")}</button>
      <button type="button" class="button" disabled=${!ids.length} onClick=${teach}>${t("studio.questions.teach")}</button>
      <button type="button" class="button quiet" disabled=${!ids.length}
        onClick=${() => act("dismiss", { questions: ids })}>${t("studio.questions.dismiss")}</button>
    </div>`}
  </li>`;
}

const ungrouped = (inbox) => inbox.clusters.some((one) => one.number === null);

export function Questions() {
  const [inbox, again] = useDesk(AT, ungrouped);
  if (!inbox) return html`<${Loading} />`;
  const { open = 0, filed = 0 } = inbox.counts;
  return html`<div class="learning">
    <header>
      <h1>${t("studio.questions.heading")}</h1>
      <p role="status">${t("studio.questions.open", { n: open })} ${t("studio.questions.filed", { n: filed })}</p>
      <p class="hint">${t("studio.questions.intro")}</p>
      ${ungrouped(inbox) && html`<p class="hint">${t("studio.questions.grouping")}</p>`}
    </header>
    ${inbox.clusters.length === 0 && html`<p class="empty">${t("studio.questions.empty")}</p>`}
    <ol class="clusters">
      ${inbox.clusters.map(
        (one) => html`<${Cluster} key=${one.questions[0].question_id} cluster=${one} topics=${inbox.topics} changed=${again} />`,
      )}
    </ol>
  </div>`;
}
