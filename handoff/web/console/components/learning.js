/** What supervisors learn from: causes that come back, and questions asked twice. */
import { html } from "../../shared/lib.js";
import { useEffect, useState } from "../../shared/hooks.js";
import { has, t } from "../../shared/i18n.js";
import { dayTime } from "../when.js";
import { Dialog } from "./parts.js";
import { Problem } from "./problem.js";

const percent = (rate) => (rate === null ? "–" : `${Math.round(rate * 100)} %`);

function Rates({ title, rows }) {
  if (!rows.length) return null;
  const nameOf = ({ name }) => (has(`console.learning.fact.${name}`) ? t(`console.learning.fact.${name}`) : name);
  return html`<table>
    <caption>${t(`console.learning.${title}`)}</caption>
    <thead><tr>
      <th scope="col">${t("console.learning.who")}</th>
      <th scope="col">${t("console.learning.asked")}</th>
      <th scope="col">${t("console.learning.repeated")}</th>
      <th scope="col">${t("console.learning.rate")}</th>
    </tr></thead>
    <tbody>${rows.map(
      (row) => html`<tr key=${row.id}>
        <th scope="row" dir="auto">${nameOf(row)}</th><td>${row.asked}</td><td>${row.repeated}</td><td>${percent(row.rate)}</td>
      </tr>`,
    )}</tbody>
  </table>`;
}

function RepeatAsks({ report }) {
  const { total } = report;
  return html`<section>
    <h3>${t("console.learning.asks")}</h3>
    <p>${t(total.asked ? "console.learning.total" : "console.learning.none_asked", { ...total, rate: percent(total.rate) })}</p>
    ${["teams", "agents", "scripts", "facts"].map((name) => html`<${Rates} key=${name} title=${name} rows=${report[name]} />`)}
  </section>`;
}

/** What customers answered, and what they would have us do better. */
function Satisfaction({ figures, open }) {
  const { asked, answered, settled, mean_score, suggestions } = figures;
  const values = { asked, answered, settled, score: mean_score ?? "–" };
  return html`<section>
    <h3>${t("console.learning.satisfaction")}</h3>
    <p>${t("console.learning.answers", values)}</p>
    <ul class="history">
      ${suggestions.map(
        (one) => html`<li key=${one.conversation_id} dir="auto">
          ${one.text} <button type="button" class="jump" onClick=${() => open(one.conversation_id)}>${one.reference ?? dayTime(one.at)}</button>
        </li>`,
      )}
    </ul>
  </section>`;
}

function Problems({ problems, pick }) {
  return html`<section>
    <h3>${t("console.learning.problems")}</h3>
    ${problems.length === 0 && html`<p>${t("console.learning.no_problems")}</p>`}
    <ul class="history">
      ${problems.map(
        (one) => html`<li key=${one.problem_id}>
          <button type="button" class="jump" onClick=${() => pick(one.problem_id)}>${one.name}</button>
          ${" "}<small>${t("console.learning.cases", { n: one.cases })} · ${t(`console.learning.${one.state}`, {
            when: dayTime(one.closed_at ?? one.opened_at),
          })}</small>
        </li>`,
      )}
    </ul>
  </section>`;
}

export function Learning({ close, actions }) {
  const [problems, setProblems] = useState(null);
  const [report, setReport] = useState(null);
  const [figures, setFigures] = useState(null);
  const [picked, setPicked] = useState(null);
  const open = (conversation) => {
    close();
    actions.select(conversation);
  };
  useEffect(() => {
    if (picked) return;
    actions.ask("problems.list", {}).then((found) => setProblems(found?.problems ?? []));
    actions.ask("satisfaction.read", { days: 30 }).then(setFigures);
    actions.ask("repeat_asks.read", { days: 30 }).then(setReport);
  }, [picked]);
  return html`<${Dialog} title=${t("console.learning.title")} close=${close}>
    <div class="learning">
      ${picked
        ? html`<${Problem} id=${picked} back=${() => setPicked(null)} open=${open} actions=${actions} />`
        : html`${problems && html`<${Problems} problems=${problems} pick=${setPicked} />`}
            ${figures && html`<${Satisfaction} figures=${figures} open=${open} />`}
            ${report && html`<${RepeatAsks} report=${report} />`}
            <section>
              <h3>${t("console.ratings.title")}</h3>
              <p>${t("console.ratings.about")} <button type="button" class="jump" onClick=${() => actions.dispatch("dialog", { name: "ratings" })}>${t("console.ratings.open")}</button></p>
            </section>`}
      <div class="buttons"><button type="button" class="button" onClick=${close}>${t("console.close")}</button></div>
    </div>
  <//>`;
}
