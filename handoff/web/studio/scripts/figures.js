/** What came after a wording: counts, rates, and how sure one can be of them. */
import { html } from "../../shared/lib.js";
import { language, t } from "../../shared/i18n.js";

const percent = (rate) =>
  rate.toLocaleString(language(), { style: "percent", maximumFractionDigits: 1 });

/** The figures of a script in a few words for the list. */
export function brief(figures) {
  if (!figures) return [];
  if (figures.uses === 0) return [t("studio.list.no_uses")];
  const said = [t("studio.list.uses", { n: figures.uses })];
  for (const { metric, rate } of figures.rates)
    if (rate !== null) said.push(t(`studio.list.${metric}`, { rate: percent(rate) }));
  return said;
}

function Rate({ rate }) {
  const { metric, of, hits, low, high } = rate;
  const words =
    rate.rate === null
      ? t("studio.figures.waiting")
      : t("studio.figures.rate", {
          rate: percent(rate.rate),
          of: hits,
          n: of,
          low: percent(low),
          high: percent(high),
        });
  return html`<div>
    <dt>${t(`studio.figures.metric.${metric}`)}</dt>
    <dd>${words}</dd>
  </div>`;
}

/** What a guard noted when it took the wording out of service. */
function stopped(note) {
  const [by, metric, own, others] = note.split(":");
  if (by !== "guard") return null;
  const values = {
    metric: t(`studio.figures.metric.${metric}`),
    own: percent(Number(own)),
    others: percent(Number(others)),
  };
  return html`<p class="warn">${t("studio.figures.stopped", values)}</p>`;
}

/** The figures of a variant with their denominators and intervals. */
export function Figures({ figures, days, note }) {
  if (!figures) return null;
  return html`<section class="figures" aria-label=${t("studio.figures.heading")}>
    <h2>${t("studio.figures.heading")}</h2>
    ${figures.uses === 0
      ? html`<p class="hint">${t("studio.figures.none", { days })}</p>`
      : html`<p class="hint">
            ${t("studio.figures.uses", { n: figures.conversations })}. ${t("studio.figures.days", { days })}
          </p>
          <dl>
            ${figures.rates.map((rate) => html`<${Rate} key=${rate.metric} rate=${rate} />`)}
          </dl>`}
    ${stopped(note)}
  </section>`;
}
