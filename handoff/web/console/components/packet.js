/** The right column: everything the customer need not say again. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { CLOSE, icon } from "../../shared/icon.js";
import { orderPairs } from "../order.js";
import { matrixSeq, quote } from "../select.js";
import { signalName, topicName } from "./inbox.js";
import { Guidance } from "./guidance.js";
import { Corrections, Judge } from "./judge.js";
import { Matrix } from "./matrix.js";
import { Why } from "./why.js";

function jumpTo(seq, actions) {
  actions.dispatch("panel", { name: "conversation" });
  requestAnimationFrame(() => {
    const node = document.getElementById(`m${seq}`);
    if (!node) return;
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "center" });
  });
}

const Section = ({ name, children }) =>
  html`<section><h3>${t(`console.packet.${name}`)}</h3>${children}</section>`;

/** Words that lead to the message they come from. */
const Jump = ({ seq, actions, children }) =>
  seq
    ? html`<button type="button" class="jump" onClick=${() => jumpTo(seq, actions)}>${children}</button>`
    : html`<span>${children}</span>`;

const Pairs = ({ pairs }) =>
  html`<dl>
    ${pairs.map(
      ({ name, label, value }) => html`<div key=${name}>
        <dt>${label}</dt>
        <dd dir="auto">${value}</dd>
      </div>`,
    )}
  </dl>`;

const Lines = ({ lines, actions }) =>
  html`<ul>
    ${lines.map(
      ({ text, seq }, i) => html`<li key=${i} dir="auto">
        <${Jump} seq=${seq} actions=${actions}>${text}<//>
      </li>`,
    )}
  </ul>`;

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

function factPairs(facts, actions) {
  return facts.map(({ name, label, value, source }) => ({
    name,
    label,
    value: html`<${Jump} seq=${source?.seq} actions=${actions}>${String(value)}<//>`,
  }));
}

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

function Sealed({ packet, actions }) {
  const { facts, order, tried, promised, summary, open_question, topic, transcript } = packet;
  const lines = (rows) => html`<${Lines} lines=${rows} actions=${actions} />`;
  return html`
    ${summary.length > 0 && html`<${Section} name="summary">${lines(summary)}<//>`}
    ${open_question && html`<${Section} name="open_question">${lines([open_question])}<//>`}
    ${facts.length > 0 &&
    html`<${Section} name="facts"><${Pairs} pairs=${factPairs(facts, actions)} /><//>`}
    ${order && html`<${Section} name="order"><${Pairs} pairs=${orderPairs(order)} /><//>`}
    ${tried.length > 0 && html`<${Section} name="tried">${lines(tried)}<//>`}
    ${promised.length > 0 && html`<${Section} name="promised">${lines(promised)}<//>`}
    ${topic &&
    html`<${Section} name="topic">
      <p>${topicName(topic.id)} · ${Math.round(topic.confidence * 100)} %</p>
    <//>`}
    <p class="seal">
      ${t("console.packet.seal", { n: transcript.count })} <code>${transcript.sha256.slice(0, 12)}</code>
    </p>`;
}

export function Packet({ view, person, actions }) {
  const snapshot = view?.snapshot;
  if (!snapshot) return html`<aside class="packet none" aria-label=${t("console.packet.title")}></aside>`;
  const { packet, handoff, rating } = snapshot;
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
    ${snapshot.guidance?.length > 0 && html`<${Guidance} cards=${snapshot.guidance} />`}
    ${rating?.urgency && html`<${Rating} rating=${rating} events=${view.events} person=${person} actions=${actions} />`}
    ${packet
      ? html`<${Sealed} packet=${packet} actions=${actions} />`
      : html`<p class="empty">${t("console.packet.none")}</p>`}
  </aside>`;
}
