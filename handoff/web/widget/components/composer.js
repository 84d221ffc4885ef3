/** Where the customer writes; the draft outlives a reload. */
import { html, useLayoutEffect, useRef, useState } from "../../shared/lib.js";
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

export function Composer({ maxChars, agent, actions }) {
  const [text, setText] = useState(() => actions.draft.get("draft") ?? "");
  const area = useRef(null);
  const typedAt = useRef(0);
  const left = maxChars - lengthOf(text);
  const ready = text.trim() !== "" && left >= 0;

  useLayoutEffect(() => {
    area.current.style.height = "auto";
    area.current.style.height = `${area.current.scrollHeight}px`;
  }, [text]);

  const write = (value) => {
    setText(value);
    actions.draft.set("draft", value || null);
    const now = Date.now();
    if (!value || now - typedAt.current < TYPING_EVERY) return;
    typedAt.current = now;
    actions.typing(true);
  };

  const submit = (event) => {
    event.preventDefault();
    if (!ready) return;
    actions.send(text.trim().toWellFormed?.() ?? text.trim());
    write("");
    typedAt.current = 0;
    area.current.focus();
  };

  const onKeyDown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  };

  return html`<form class="composer" onSubmit=${submit}>
    ${left < maxChars * (1 - WARN_AT) && html`<${Counter} left=${left} />`}
    <textarea
      ref=${area}
      rows="1"
      dir="auto"
      value=${text}
      aria-label=${t("widget.input_label")}
      aria-invalid=${left < 0}
      placeholder=${agent ? t("widget.input_agent", { name: agent }) : t("widget.input")}
      onInput=${(event) => write(event.target.value)}
      onKeyDown=${onKeyDown}
    ></textarea>
    <button type="submit" class="send" aria-disabled=${!ready} aria-label=${t("widget.send")}>
      ${icon(SEND)}
    </button>
  </form>`;
}
