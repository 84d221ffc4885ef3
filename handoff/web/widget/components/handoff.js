/** The handoff card: why, who, what is passed on, how long. */
import { html } from "../../shared/lib.js";
import { has, t } from "../../shared/i18n.js";
import { waitRange } from "../../shared/time.js";
import { CHECK, CLOCK, PERSON, icon } from "../../shared/icon.js";

function Facts({ facts }) {
  return html`<dl>
    ${facts.map(
      ({ name, label, value }) => html`<div key=${name}>
        <dt>${label}</dt>
        <dd dir="auto">${String(value)}</dd>
      </div>`,
    )}
  </dl>`;
}

function Progress({ handoff }) {
  const { agent, position, wait } = handoff;
  if (agent)
    return html`<p class="progress" role="status">
      ${icon(CHECK)}<span dir="auto">${t("widget.card_agent", { name: agent.name })}</span>
    </p>`;
  const place =
    position == null ? null : position <= 1 ? t("widget.next") : t("widget.position", { n: position });
  return html`<p class="progress" role="status">
    ${icon(CLOCK)}<span>${place && html`<b>${place}</b> · `}${waitRange(wait)}</span>
  </p>`;
}

/**
 * @param {object} p
 * @param {object} p.data  of the handoff.queued event
 * @param {boolean} p.live  true while this is the open handoff
 * @param {boolean} p.told  true when the desk's own words beside it say why
 * @param {object} p.handoff  how the open handoff stands
 */
export function HandoffCard({ data, live, told, handoff }) {
  const team = data.team?.name ?? t("widget.agent");
  const reason = `widget.reason.${data.reason}`;
  const facts = (live ? handoff.passed_on : data.passed_on) ?? [];
  return html`<section class=${`card ${live ? "live" : ""}`}>
    <h3>${icon(PERSON)}<bdi>${t(live ? "widget.card_title" : "widget.card_done", { team })}</bdi></h3>
    ${!told && has(reason) && html`<p>${t(reason)}</p>`}
    ${live && html`<${Progress} handoff=${handoff} />`}
    <details open=${live}>
      <summary>${t("widget.passed_on")}</summary>
      <${Facts} facts=${facts} />
      <p class="whole">${icon(CHECK)}<span>${t("widget.whole")}. ${t("widget.no_repeat")}</span></p>
    </details>
  </section>`;
}
