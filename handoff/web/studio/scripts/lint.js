/** What the linter says of the wording, with proposals that one press takes over. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { ALERT, CHECK, icon } from "../../shared/icon.js";
import { span } from "./words.js";

const KINDS = ["calm", "apology", "helping", "credibility"];
const count = (findings, severity) => findings.filter((one) => one.severity === severity).length;

function Finding({ finding, text, readonly, onShow, onText }) {
  const at = span(text, finding.start, finding.end);
  const words = text.slice(...at);
  const whole = words.length === text.length;
  const use = () => onText(text.slice(0, at[0]) + finding.rewrite + text.slice(at[1]));
  return html`<li class=${`finding is-${finding.severity}`}>
    <p class="row">
      <b>${t(`studio.lint.severity.${finding.severity}`)}</b>
      ${!whole && html`<q dir="auto">${words}</q>`}
    </p>
    <p>${finding.reason}</p>
    ${finding.rewrite && !finding.fits && html`<p class="hint">${t("studio.lint.say", { words: finding.rewrite })}</p>`}
    <p class="row">
      ${!whole &&
      html`<button type="button" class="link" onClick=${() => onShow(at)}>
        ${t("studio.lint.show")}<span class="unseen"> ${words}</span>
      </button>`}
      ${finding.fits &&
      !readonly &&
      html`<button type="button" class="link" onClick=${use}>
        ${finding.rewrite
          ? t("studio.lint.use", { words: finding.rewrite.trim() || "…" })
          : t("studio.lint.drop")}<span class="unseen"> (${words})</span>
      </button>`}
    </p>
  </li>`;
}

function Kinds({ report }) {
  const there = new Set(report.kinds.map((one) => one.kind));
  const verdict = (kind) => (there.has(kind) ? "has" : report.missing.includes(kind) ? "lacks" : "without");
  return html`<dl class="kinds" aria-label=${t("studio.lint.kinds")}>
    ${KINDS.map(
      (kind) => html`<div key=${kind} class=${verdict(kind)}>
        <dt>${t(`studio.lint.kind.${kind}`)}</dt>
        <dd>${there.has(kind) && icon(CHECK)}${t(`studio.lint.${verdict(kind)}`)}</dd>
      </div>`,
    )}
  </dl>`;
}

export function Lint({ report, text, readonly, onShow, onText }) {
  if (!report) return html`<section class="lint"><p role="status" class="hint">${t("studio.lint.working")}</p></section>`;
  const { findings } = report;
  const errors = count(findings, "error");
  const words = findings.length
    ? t("studio.lint.counts", { errors, warnings: count(findings, "warning"), hints: count(findings, "hint") })
    : t("studio.lint.clean");
  return html`<section class="lint" aria-label=${t("studio.lint.heading")}>
    <h2>${t("studio.lint.heading")}</h2>
    <p role="status" class=${`verdict is-${errors ? "error" : "good"}`}>${icon(errors ? ALERT : CHECK)}${words}</p>
    <${Kinds} report=${report} />
    ${report.fresh &&
    html`<ul>
      ${findings.map(
        (finding) => html`<${Finding}
          key=${`${finding.rule} ${finding.start} ${finding.reason}`}
          ...${{ finding, text, readonly, onShow, onText }}
        />`,
      )}
    </ul>`}
  </section>`;
}
