/** The transcript: follows its end unless the reader has scrolled up. */
import { Component, html } from "../../shared/lib.js";
import { t, list } from "../../shared/i18n.js";
import { openButtons } from "../state.js";
import { Message, Pending } from "./message.js";
import { HandoffCard } from "./handoff.js";

const NEAR = 80; // pixels from the end that still count as reading the newest

function Intro({ bare, actions }) {
  return html`<section class="intro">
    <h2>${t("widget.intro_title")}</h2>
    <p>${t("widget.intro")}</p>
    ${bare &&
    html`<${Replies}
      label=${t("widget.topics_label")}
      buttons=${list("widget.topics")}
      actions=${actions}
    />`}
  </section>`;
}

export function Replies({ label, buttons, actions }) {
  // The pressed button goes away: focus moves to the transcript, not to nowhere.
  const press = (event, text) => {
    event.currentTarget.closest(".log").focus();
    actions.send(text);
  };
  return html`<div class="replies" role="group" aria-label=${label}>
    ${buttons.map(
      ({ title, text }) => html`<button
        type="button"
        key=${title}
        dir="auto"
        onClick=${(event) => press(event, text)}
      >
        ${title}
      </button>`,
    )}
  </div>`;
}

function Typing({ author }) {
  const words =
    author.kind === "bot"
      ? t("widget.typing_bot")
      : t("widget.typing_agent", { name: author.name ?? t("widget.agent") });
  return html`<p class=${`typing ${author.kind}`}>
    <i></i><i></i><i></i><span class="unseen">${words}</span>
  </p>`;
}

const LINES = {
  "handoff.accepted": (data) => t("widget.joined", { name: data.agent?.name ?? t("widget.agent") }),
  "handoff.returned": () => t("widget.returned"),
  "handoff.resolved": () => t("widget.resolved"),
  "handoff.abandoned": () => t("widget.abandoned"),
};

const isSystem = (event) => event?.type === "message.created" && event.author.kind === "system";

function Item({ event, previous, next, live, handoff, actions }) {
  if (event.type === "message.created")
    return html`<${Message} event=${event} previous=${previous} />`;
  // The desk's own words beside an event already say what happened.
  const told = isSystem(previous) || isSystem(next);
  if (event.type === "handoff.queued")
    return html`<${HandoffCard} ...${{ data: event.data, live, told, handoff, actions }} />`;
  const line = LINES[event.type];
  return line && !told ? html`<p class="line"><bdi>${line(event.data)}</bdi></p>` : null;
}

export class Log extends Component {
  follow = true;

  componentDidMount() {
    // The composer grows, a banner comes: the newest words stay in sight.
    this.sizes = new ResizeObserver(() => this.toEnd());
    this.sizes.observe(this.box);
  }

  componentWillUnmount = () => this.sizes.disconnect();
  componentDidUpdate = () => this.toEnd();

  toEnd() {
    if (this.follow) this.box.scrollTop = this.box.scrollHeight;
  }

  onScroll = ({ target }) => {
    this.follow = target.scrollHeight - target.scrollTop - target.clientHeight < NEAR;
  };

  render({ state, actions }) {
    const { events, pending, conversation } = state;
    const buttons = openButtons(state);
    const lastQueued = events.findLast((event) => event.type === "handoff.queued");
    const typing = state.typing ?? (state.turnRunning ? { kind: "bot" } : null);
    return html`<section
      class="log"
      ref=${(node) => (this.box = node)}
      onScroll=${this.onScroll}
      tabindex="0"
      aria-label=${t("widget.log")}
    >
      <${Intro} bare=${state.everReady && !events.length && !pending.length} actions=${actions} />
      <div role="log" aria-live="polite" class="items">
        ${events.map(
          (event, i) => html`<${Item}
            key=${event.seq}
            event=${event}
            previous=${events[i - 1]}
            next=${events[i + 1]}
            live=${event === lastQueued && !!conversation?.handoff}
            handoff=${conversation?.handoff}
            actions=${actions}
          />`,
        )}
        ${pending.map((m) => html`<${Pending} key=${m.cmid} message=${m} actions=${actions} />`)}
      </div>
      ${typing && html`<${Typing} author=${typing} />`}
      ${buttons.length > 0 &&
      html`<${Replies} label=${t("widget.replies_label")} buttons=${buttons} actions=${actions} />`}
    </section>`;
  }
}
