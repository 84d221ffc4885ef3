/** The whole conversation, bot part included, with evidence marked in the words. */
import { html } from "../../shared/lib.js";
import { useLayoutEffect, useMemo, useRef } from "../../shared/hooks.js";
import { has, t } from "../../shared/i18n.js";
import { evidenceBySeq, outcomeName } from "../select.js";
import { signalName } from "./inbox.js";
import { clockName } from "./clocks.js";
import { Message, Pending } from "./message.js";

const NEAR = 120;

const LINES = {
  "handoff.queued": ({ data }) => {
    const reason = `console.reason.${data.reason}`;
    return t("console.event.queued", {
      team: data.team?.name ?? "",
      reason: has(reason) ? t(reason) : data.reason,
    });
  },
  "handoff.accepted": ({ data }) => t("console.event.accepted", { name: data.agent?.name ?? "" }),
  "handoff.transferred": ({ data }) =>
    t(`console.event.passed.${data.how}`, {
      from: data.from.agent?.name ?? data.from.team.name,
      to: data.to.agent?.name ?? `${data.to.team.name}, ${t(`console.tier.${data.to.tier}`)}`,
      note: data.note || data.reason,
    }),
  "handoff.returned": ({ data }) => t("console.event.returned", { note: data.note ?? "" }),
  "handoff.resolved": ({ data }, outcomes) =>
    t("console.event.resolved", {
      outcome: outcomeName(outcomes, data.outcome),
      note: data.note ?? "",
    }),
  "alert.raised": ({ data }) =>
    t(data.people.length ? "console.event.alert" : "console.event.alert_nobody", {
      signal: data.signal ? signalName(data.signal) : clockName(data.clock),
      people: data.people.map((person) => person.name).join(", "),
    }),
  "handoff.ranked": ({ data }) => t(`console.event.ranked_${data.why}`, { priority: data.priority }),
  "clock.warned": ({ data }) => t("console.event.clock_warned", { name: clockName(data.kind) }),
  "clock.breached": ({ data }) => t("console.event.clock_breached", { name: clockName(data.kind) }),
  "packet.corrected": ({ data }) => t("console.event.corrected", data),
  "follow_up.answered": ({ data }) =>
    t(`console.event.answered_${data.settled ? "yes" : "no"}`, {
      score: data.score ?? "–",
      suggestion: data.suggestion ?? "",
    }),
  "handoff.abandoned": () => t("console.event.abandoned"),
};

const isShown = (event) => event.type === "message.created" || event.type in LINES;

function Item({ event, previous, marks, outcomes, actions }) {
  if (event.type === "message.created")
    return html`<${Message} event=${event} previous=${previous} marks=${marks} actions=${actions} />`;
  return html`<p class=${`line ${event.type.replace(".", "-")}`} id=${`m${event.seq}`}>
    <span dir="auto">${LINES[event.type](event, outcomes)}</span>
  </p>`;
}

function Writing({ typing, botWriting }) {
  const words = typing
    ? t("console.typing", { name: typing.name || t(`console.author.${typing.kind}`) })
    : botWriting
      ? t("console.bot_writing")
      : "";
  return html`<p class="writing" role="status">${words}</p>`;
}

export function Transcript({ view, outcomes, actions }) {
  const box = useRef(null);
  const follow = useRef(true);
  const { events, pending, snapshot } = view;
  const rating = snapshot?.rating;

  // A long transcript is drawn again only when its words or marks change.
  const items = useMemo(() => {
    const shown = events.filter(isShown);
    const marks = evidenceBySeq(rating);
    return shown.map(
      (event, i) => html`<${Item}
        key=${event.seq}
        event=${event}
        previous=${shown[i - 1]}
        marks=${marks.get(event.seq) ?? []}
        outcomes=${outcomes}
        actions=${actions}
      />`,
    );
  }, [events, rating, outcomes]);

  useLayoutEffect(() => {
    if (follow.current) box.current.scrollTop = box.current.scrollHeight;
  }, [items, pending]);
  const onScroll = ({ target }) => {
    follow.current = target.scrollHeight - target.scrollTop - target.clientHeight < NEAR;
  };

  return html`<section class="transcript" ref=${box} onScroll=${onScroll} tabindex="0" aria-label=${t("console.transcript")}>
    <div role="log" aria-live="polite" class="items">
      ${items}
      ${pending.map((m) => html`<${Pending} key=${m.cmid} message=${m} actions=${actions} />`)}
    </div>
    <${Writing} typing=${view.typing} botWriting=${view.botWriting} />
  </section>`;
}
