/** Where the customer writes; the draft outlives a reload. */
import { Component, html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { SEND, icon } from "../../shared/icon.js";

const WARN_AT = 0.85; // share of the limit from which the counter shows
const TYPING_EVERY = 3000;

/** The server counts code points, so the counter does too. */
const lengthOf = (text) => Array.from(text).length;

function Counter({ left }) {
  const words = left < 0 ? t("widget.too_long", { n: -left }) : t("widget.left", { n: left });
  return html`<p class=${`counter ${left < 0 ? "over" : ""}`} role="status">${words}</p>`;
}

export class Composer extends Component {
  state = { text: this.props.actions.draft.get("draft") ?? "" };
  typedAt = 0;

  componentDidMount = () => this.grow();
  componentDidUpdate = () => this.grow();

  grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight}px`;
  }

  left = () => this.props.maxChars - lengthOf(this.state.text);
  ready = () => this.state.text.trim() !== "" && this.left() >= 0;

  write(text) {
    const { draft, typing } = this.props.actions;
    this.setState({ text });
    draft.set("draft", text || null);
    const now = Date.now();
    if (!text || now - this.typedAt < TYPING_EVERY) return;
    this.typedAt = now;
    typing(true);
  }

  submit = (event) => {
    event.preventDefault();
    if (!this.ready()) return;
    const text = this.state.text.trim();
    this.props.actions.send(text.toWellFormed?.() ?? text);
    this.write("");
    this.typedAt = 0;
    this.area.focus();
  };

  onKeyDown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  };

  render({ maxChars, hint }, { text }) {
    const left = this.left();
    return html`<form class="composer" onSubmit=${this.submit}>
      ${left < maxChars * (1 - WARN_AT) && html`<${Counter} left=${left} />`}
      <textarea
        ref=${(node) => (this.area = node)}
        rows="1"
        dir="auto"
        value=${text}
        aria-label=${t("widget.input_label")}
        aria-invalid=${left < 0}
        placeholder=${hint}
        onInput=${(event) => this.write(event.target.value)}
        onKeyDown=${this.onKeyDown}
      ></textarea>
      <button
        type="submit"
        class="send"
        aria-disabled=${!this.ready()}
        aria-label=${t("widget.send")}
      >
        ${icon(SEND)}
      </button>
    </form>`;
  }
}
