/** The right column: everything the customer need not say again. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { CLOSE, icon } from "../../shared/icon.js";
import { orderPairs } from "../order.js";
import { matrixSeq, quote } from "../select.js";
import { dayTime } from "../when.js";
import { signalName, topicName } from "./inbox.js";
import { Case } from "./case.js";
import { Guidance } from "./guidance.js";
import { History } from "./history.js";
import { Corrections, Judge } from "./judge.js";
import { Jump, Lines, Pairs, Section } from "./jump.js";
import { Matrix } from "./matrix.js";
import { Why } from "./why.js";

function Signals({ rating, events, person, actions }) {
  return html`<ul class="signals">
    ${rating.signals.map((signal, i) => {
      const words = quote(events, signal);
      return html`<li key=${i}>
        <b>${signalName(signal.name)}</b> <small>${Math.round(signal.certainty * 100)} %</small>
        ${words && html`<${Jump} seq=${signal.seq} actions=${actions}><q dir="auto">${words}</q><//>`}
        <p>${signal.why}</p>
        <${Judge} about=${signal.name} seq=${signal.seq} rating=${rating} person=${person} actions=${actions} />
      </li>`;
    })}
  </ul>`;
}

/** A fact as the packet has it, and beside it what the customer made of it since. */
function Fact({ fact, correction, actions }) {
  const value = html`<${Jump} seq=${fact.source?.seq} actions=${actions}>${String(fact.value)}<//>`;
  if (!correction) return value;
  return html`<del>${String(fact.value)}</del>${" "}
    <${Jump} seq=${correction.seq} actions=${actions}>${correction.new}<//>
    <small class="corrected">${t("console.packet.corrected")}</small>`;
}

const latest = (corrections, name) => corrections.findLast((one) => one.name === name);

function factPairs(facts, corrections, actions) {
  const named = new Set(facts.map(({ name }) => name));
  const others = corrections.filter((one) => !named.has(one.name) && latest(corrections, one.name) === one);
  const shown = [...facts, ...others.map(({ name, label, old }) => ({ name, label, value: old }))];
  return shown.map((fact) => ({
    name: fact.name,
    label: fact.label,
    value: html`<${Fact} fact=${fact} correction=${latest(corrections, fact.name)} actions=${actions} />`,
  }));
}

/** Who had it before, when this handoff goes on from an earlier one. */
const Follows = ({ follows: { agent, note, ended_at } }) =>
  html`<p class="follows" dir="auto">
    ${t("console.packet.follows", { name: agent ?? "", note, when: dayTime(ended_at) })}
  </p>`;

/** The newest rating is the conversation's; the packet's is as it was sealed. */
function Rating({ rating, events, person, actions }) {
  const seq = matrixSeq(rating, events);
  const missed = () => actions.dispatch("dialog", { name: "correct", subject: { about: "none", seq } });
  return html`<${Section} name="rating">
      <${Matrix} rating=${rating} />
      <${Judge} about="matrix" seq=${seq} rating=${rating} person=${person} actions=${actions} />
    <//>
    <${Section} name="signals">
      <${Signals} rating=${rating} events=${events} person=${person} actions=${actions} />
      ${seq && html`<button type="button" class="jump missed" onClick=${missed}>${t("console.judge.missed")}</button>`}
      <${Corrections} rating=${rating} />
    <//>`;
}

function Sealed({ packet, corrections, actions }) {
  const { facts, order, tried, promised, summary, open_question, topic, transcript } = packet;
  const lines = (rows) => html`<${Lines} lines=${rows} actions=${actions} />`;
  return html`
    ${summary.length > 0 && html`<${Section} name="summary">${lines(summary)}<//>`}
    ${open_question && html`<${Section} name="open_question">${lines([open_question])}<//>`}
    ${facts.length + corrections.length > 0 &&
    html`<${Section} name="facts"><${Pairs} pairs=${factPairs(facts, corrections, actions)} /><//>`}
    ${packet.remedy_sought && html`<${Section} name="remedy">${lines([packet.remedy_sought])}<//>`}
    ${order && html`<${Section} name="order"><${Pairs} pairs=${orderPairs(order)} /><//>`}
    ${tried.length > 0 && html`<${Section} name="tried">${lines(tried)}<//>`}
    ${promised.length > 0 && html`<${Section} name="promised">${lines(promised)}<//>`}
    ${topic &&
    html`<${Section} name="topic">
      <p>${topicName(topic.id)}${topic.confidence == null ? "" : ` · ${Math.round(topic.confidence * 100)} %`}</p>
    <//>`}
    <p class="seal">
      ${t("console.packet.seal", { n: transcript.count })} <code>${transcript.sha256.slice(0, 12)}</code>
    </p>`;
}

export function Packet({ view, person, policies, actions }) {
  const snapshot = view?.snapshot;
  if (!snapshot) return html`<aside class="packet none" aria-label=${t("console.packet.title")}></aside>`;
  const { packet, handoff, rating, complaint } = snapshot;
  const reason = packet?.reason.sentence ?? handoff?.reason_sentence;
  return html`<aside class="packet" aria-label=${t("console.packet.title")}>
    <button
      type="button"
      class="plain narrow"
      aria-label=${t("console.packet.close")}
      onClick=${() => actions.dispatch("panel", { name: "conversation" })}
    >
      ${icon(CLOSE)}
    </button>
    <h2>${t("console.packet.title")}</h2>
    ${reason && html`<p class="why" dir="auto">${reason}</p>`}
    ${packet?.expected && html`<p class="expected" dir="auto"><b>${t("console.packet.expected")}</b> ${packet.expected}</p>`}
    ${handoff?.why &&
    html`<details class="chosen"><summary>${t("console.why.title", { name: handoff.agent?.name ?? "" })}</summary><${Why} why=${handoff.why} /></details>`}
    ${packet?.follows?.agent && html`<${Follows} follows=${packet.follows} />`}
    ${complaint && html`<${Case} complaint=${complaint} remedies=${policies.remedies} />`}
    ${snapshot.guidance?.length > 0 && html`<${Guidance} cards=${snapshot.guidance} />`}
    ${rating?.urgency && html`<${Rating} rating=${rating} events=${view.events} person=${person} actions=${actions} />`}
    ${packet
      ? html`<${Sealed} packet=${packet} corrections=${snapshot.corrections ?? []} actions=${actions} />`
      : html`<p class="empty">${t("console.packet.none")}</p>`}
    <${History} id=${snapshot.conversation_id} outcomes=${policies.outcomes} actions=${actions} />
  </aside>`;
}
