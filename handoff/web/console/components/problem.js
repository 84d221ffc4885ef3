/** One problem: the complaints behind it, what people made of it, and its end. */
import { html } from "../../shared/lib.js";
import { useEffect, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { dayTime } from "../when.js";
import { topicName } from "./inbox.js";

function Cases({ cases, open }) {
  return html`<ul class="history">
    ${cases.map(
      ({ reference, topic, order_number, settled_at, conversation_id }) => html`<li key=${reference}>
        <button type="button" class="jump" onClick=${() => open(conversation_id)}>${reference}</button>
        ${" "}${topicName(topic)} ${order_number} <small>${settled_at && dayTime(settled_at)}</small>
      </li>`,
    )}
  </ul>`;
}

function Reflect({ send }) {
  const [went_wrong, setWrong] = useState("");
  const [changed, setChanged] = useState("");
  const field = (label, value, set) => html`<label>${t(label)}
    <textarea rows="2" dir="auto" required maxlength="2000" value=${value} onInput=${(e) => set(e.target.value)}></textarea>
  </label>`;
  const submit = (event) => {
    event.preventDefault();
    send({ went_wrong: went_wrong.trim(), changed: changed.trim() });
  };
  return html`<form onSubmit=${submit}>
    ${field("console.learning.went_wrong", went_wrong, setWrong)}
    ${field("console.learning.changed", changed, setChanged)}
    <div class="buttons">
      <button type="submit" class="button" disabled=${!went_wrong.trim() || !changed.trim()}>${t("console.learning.reflect")}</button>
    </div>
  </form>`;
}

export function Problem({ id, back, open, actions }) {
  const [view, setView] = useState(null);
  const load = async () => setView(await actions.ask("problem.read", { problem_id: id }));
  useEffect(() => void load(), [id]);
  if (!view) return html`<p class="loading">${t("console.loading")}</p>`;
  const { problem, cases, reflections } = view;
  const send = async (said) => (await actions.ask("problem.reflect", { problem_id: id, ...said })) && load();
  const end = async () => (await actions.ask("problem.close", { problem_id: id })) && back();
  return html`<section class="problem">
    <button type="button" class="jump" onClick=${back}>${t("console.learning.back")}</button>
    <h3>${problem.name}</h3>
    <p>${t(`console.learning.${problem.state}`, { when: dayTime(problem.closed_at ?? problem.opened_at) })}</p>
    <${Cases} cases=${cases} open=${open} />
    ${reflections.map(
      (one) => html`<blockquote key=${one.at} dir="auto">
        <p><b>${t("console.learning.went_wrong")}</b> ${one.went_wrong}</p>
        <p><b>${t("console.learning.changed")}</b> ${one.changed}</p>
        <small>${one.by}, ${dayTime(one.at)}</small>
      </blockquote>`,
    )}
    ${problem.state === "open" && html`<${Reflect} key=${reflections.length} send=${send} />`}
    ${problem.state === "open" &&
    reflections.length > 0 &&
    html`<div class="buttons"><button type="button" class="button solid" onClick=${end}>${t("console.learning.end")}</button></div>`}
  </section>`;
}
