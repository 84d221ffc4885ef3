/** The handoff card: why, who, what is passed on, how long. */
import { Component, html } from "../../shared/lib.js";
import { has, t } from "../../shared/i18n.js";
import { promised, waitRange } from "../../shared/time.js";
import { CHECK, CLOCK, PERSON, icon } from "../../shared/icon.js";

/** One fact; while somebody is on the way the customer may put it right. */
class Fact extends Component {
  state = { text: null };

  save = (event) => {
    event.preventDefault();
    const { fact, actions } = this.props;
    const text = this.state.text.trim();
    if (text) actions.correct(fact.name, text);
    this.setState({ text: null });
  };

  render({ fact, live, actions }, { text }) {
    const { name, label, value } = fact;
    const edit = () => this.setState({ text: String(value) });
    return html`<div>
      <dt>${label}</dt>
      <dd dir="auto">
        ${text === null
          ? html`${String(value)} ${live && name !== "reference" &&
            html`<button type="button" aria-label=${`${t("widget.correct")}: ${label}`} onClick=${edit}>${t("widget.correct")}</button>`}`
          : html`<form onSubmit=${this.save}>
              <input ref=${(node) => node?.focus()} maxlength="300" aria-label=${label} value=${text}
                onInput=${(event) => this.setState({ text: event.target.value })} />
              <button>${t("widget.save")}</button>
            </form>`}
      </dd>
    </div>`;
  }
}

function Progress({ handoff }) {
  const { agent, position, wait, due } = handoff;
  if (agent)
    return html`<p class="progress" role="status">
      ${icon(CHECK)}<span dir="auto">${t("widget.card_agent", { name: agent.name })}</span>
    </p>`;
  const place =
    due || position == null ? null : position <= 1 ? t("widget.next") : t("widget.position", { n: position });
  return html`<p class="progress" role="status">
    ${icon(CLOCK)}<span>${place && html`<b>${place}</b> · `}${due ? t("widget.due", { at: promised(due) }) : waitRange(wait)}</span>
  </p>`;
}

/**
 * @param {object} p
 * @param {object} p.data  of the handoff.queued event
 * @param {boolean} p.live  true while this is the open handoff
 * @param {boolean} p.told  true when the desk's own words beside it say why
 * @param {object} p.handoff  how the open handoff stands
 */
export function HandoffCard({ data, live, told, handoff, actions }) {
  const team = data.team?.name ?? t("widget.agent");
  const reason = `widget.reason.${data.reason}`;
  const facts = (live ? handoff.passed_on : data.passed_on) ?? [];
  return html`<section class=${`card ${live ? "live" : ""}`}>
    <h3>${icon(PERSON)}<bdi>${t(live ? "widget.card_title" : "widget.card_done", { team })}</bdi></h3>
    ${!told && has(reason) && html`<p>${t(reason)}</p>`}
    ${live && html`<${Progress} handoff=${handoff} />`}
    <details open=${live}>
      <summary>${t("widget.passed_on")}</summary>
      <dl>${facts.map((fact) => html`<${Fact} key=${fact.name} ...${{ fact, live, actions }} />`)}</dl>
      <p class="whole">${icon(CHECK)}<span>${t("widget.whole")}. ${t("widget.no_repeat")}</span></p>
    </details>
  </section>`;
}
