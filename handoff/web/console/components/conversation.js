/** The middle column: who it is, what can be done, what was said, where to write. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { PERSON, icon } from "../../shared/icon.js";
import { BACK, DETAILS, PASS, RESOLVE, RETURN, UP } from "../icons.js";
import { composerState } from "../select.js";
import { Priority, customerName, topicName } from "./inbox.js";
import { Clocks } from "./clocks.js";
import { Transcript } from "./transcript.js";
import { Composer } from "./composer.js";
import { CallBack } from "./callback.js";

const OPEN = ["queued", "assigned"];

/** A button that keeps only its icon where there is little room. */
const Slim = ({ name, mark, onClick }) =>
  html`<button type="button" class="button slim" title=${t(name)} aria-label=${t(name)} onClick=${onClick}>
    ${icon(mark)}<span>${t(name)}</span>
  </button>`;

function Actions({ snapshot, mine, person, actions }) {
  const dialog = (name) => () => actions.dispatch("dialog", { name });
  const decides = ["supervisor", "admin"].includes(person.role) && OPEN.includes(snapshot.status);
  const assign = decides && html`<button type="button" class="button" onClick=${dialog("reassign")}>${t("console.pass.reassign")}</button>`;
  if (snapshot.status === "queued")
    return html`${assign}<button
      type="button"
      class="button human"
      onClick=${() => actions.accept(snapshot.handoff.handoff_id)}
    >
      ${icon(PERSON)}${t("console.accept")}
    </button>`;
  if (!mine) return assign;
  const botIsOut = snapshot.guidance?.some((card) => card.stop.includes("scripts"));
  return html`${!botIsOut &&
    html`<${Slim} name="console.return" mark=${RETURN} onClick=${dialog("return")} />`}
    <${Slim} name="console.pass.transfer" mark=${PASS} onClick=${dialog("transfer")} />
    <${Slim} name="console.pass.escalate" mark=${UP} onClick=${dialog("escalate")} />
    <button type="button" class="button solid" onClick=${dialog("resolve")}>
      ${icon(RESOLVE)}${t("console.resolve")}
    </button>`;
}

/** Says who has the conversation now. */
function ownerWords({ status, owner, handoff }, person) {
  if (status === "assigned" && owner.id === person.id) return t("console.owner.you");
  const name = owner.name ?? handoff?.team?.name ?? "";
  return t(`console.owner.${owner.kind}`, { name });
}

function Head({ state, actions }) {
  const { snapshot } = state.view;
  const mine = snapshot?.owner.id === state.person.id && snapshot?.status === "assigned";
  return html`<header class="head">
    <button type="button" class="plain phone" aria-label=${t("console.back")} onClick=${() => actions.select(null)}>
      ${icon(BACK)}
    </button>
    <div class="title">
      <h1 dir="auto">${snapshot ? customerName(snapshot.customer) : "…"}</h1>
      ${snapshot &&
      html`<p>
        <${Priority} value=${snapshot.handoff?.priority ?? snapshot.rating?.priority} />
        <span class=${`owner ${snapshot.owner.kind}`} role="status">${ownerWords(snapshot, state.person)}</span>
        ${snapshot.topic && html`<span class="topic">${topicName(snapshot.topic)}</span>`}
      </p>`}
    </div>
    ${snapshot && html`<div class="actions"><${Actions} snapshot=${snapshot} mine=${mine} person=${state.person} actions=${actions} /></div>`}
    <button
      type="button"
      class="plain narrow"
      aria-label=${t("console.packet.title")}
      aria-pressed=${state.panel === "packet"}
      onClick=${() => actions.dispatch("panel", { name: state.panel === "packet" ? "conversation" : "packet" })}
    >
      ${icon(DETAILS)}
    </button>
  </header>`;
}

export function Conversation({ state, actions }) {
  const { view } = state;
  if (!view)
    return html`<main class="conversation none">
      <p>${t("console.pick")}</p>
      <p class="hint">${t("console.pick_hint")}</p>
    </main>`;
  if (view.missing)
    return html`<main class="conversation none"><p>${t("console.gone")}</p></main>`;
  return html`<main class="conversation">
    <${Head} state=${state} actions=${actions} />
    <${Clocks} clocks=${view.snapshot?.clocks} />
    <${CallBack} snapshot=${view.snapshot} person=${state.person} actions=${actions} />
    <${Transcript} key=${state.selected} view=${view} outcomes=${state.policies.outcomes} actions=${actions} />
    <${Composer}
      key=${`${state.selected}-${state.mode}`}
      state=${state}
      why=${composerState(view, state.person)}
      actions=${actions}
    />
  </main>`;
}
