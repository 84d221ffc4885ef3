/** How people put triage's ratings right, by signal and by axis, for supervisors. */
import { html } from "../../shared/lib.js";
import { useEffect, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { signalName } from "./inbox.js";
import { Dialog } from "./parts.js";

const PERIODS = [7, 30, 90, 365];

const taken = ({ taken_for }) => Object.values(taken_for).reduce((sum, n) => sum + n, 0);

/** Which signals those taken for this one should have been: "Legal 2, Churn 1". */
const instead = ({ taken_for }) =>
  Object.entries(taken_for).map(([name, n]) => `${signalName(name)} ${n}`).join(", ");

const wrong = (one) => one.dismissed + taken(one) + one.added;

const Head = ({ names }) =>
  html`<thead><tr>${names.map((name) => html`<th key=${name} scope="col">${t(`console.ratings.${name}`)}</th>`)}</tr></thead>`;

const Signals = ({ signals }) => html`<table>
  <caption>${t("console.ratings.signals")}</caption>
  <${Head} names=${["signal", "kept", "dismissed", "taken", "missed"]} />
  <tbody>
    ${[...signals].sort((a, b) => wrong(b) - wrong(a)).map(
      (one) => html`<tr key=${one.name}>
        <th scope="row">${signalName(one.name)}</th>
        <td>${one.kept}</td>
        <td>${one.dismissed}</td>
        <td>${taken(one)}${taken(one) > 0 && html`<small>${instead(one)}</small>`}</td>
        <td>${one.added}</td>
      </tr>`,
    )}
  </tbody>
</table>`;

const Axes = ({ axes }) => html`<table>
  <caption>${t("console.ratings.axes")}</caption>
  <${Head} names=${["axis", "kept", "too_high", "too_low"]} />
  <tbody>
    ${axes.map(
      (one) => html`<tr key=${one.name}>
        <th scope="row">${t(`console.${one.name}`)}</th>
        <td>${one.kept}</td>
        <td>${one.too_high}</td>
        <td>${one.too_low}</td>
      </tr>`,
    )}
  </tbody>
</table>`;

function Report({ report }) {
  const { judgements: n, messages } = report;
  if (!n) return html`<p>${t("console.ratings.none")}</p>`;
  return html`<p>${t("console.ratings.total", { n, messages })}</p>
    ${report.signals.length > 0 && html`<${Signals} signals=${report.signals} />`}
    <${Axes} axes=${report.axes} />
    <p class="hint">${t("console.ratings.hint")}</p>`;
}

export function Ratings({ close, actions }) {
  const [days, setDays] = useState(30);
  const [report, setReport] = useState(null);
  useEffect(() => {
    let asked = true;
    actions.readRatings(days).then((found) => asked && setReport(found), () => asked && setReport(false));
    return () => (asked = false);
  }, [days]);
  return html`<${Dialog} title=${t("console.ratings.title")} close=${close}>
    <div class="learning ratings">
      <label>${t("console.ratings.period")}
        <select value=${days} onChange=${(event) => setDays(Number(event.target.value))}>
          ${PERIODS.map((one) => html`<option key=${one} value=${one}>${t("console.ratings.days", { n: one })}</option>`)}
        </select>
      </label>
      <section aria-live="polite">
        ${report === null && html`<p>${t("console.loading")}</p>`}
        ${report === false && html`<p class="error">${t("console.ratings.failed")}</p>`}
        ${report && html`<${Report} report=${report} />`}
      </section>
      <div class="buttons"><button type="button" class="button" onClick=${close}>${t("console.close")}</button></div>
    </div>
  <//>`;
}
