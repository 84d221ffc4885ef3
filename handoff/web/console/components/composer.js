/** Where an agent writes: a reply to the customer, or a note for colleagues. */
import { html } from "../../shared/lib.js";
import { useLayoutEffect, useRef } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { SEND, icon } from "../../shared/icon.js";
import { NOTE } from "../icons.js";
import { Known } from "./known.js";

const LIMIT = 4000;

function Modes({ mode, actions }) {
  const names = ["reply", "note"];
  return html`<div class="modes" role="group" aria-label=${t("console.modes")}>
    ${names.map(
      (name) => html`<button
        type="button"
        key=${name}
        aria-pressed=${mode === name}
        onClick=${() => actions.dispatch("mode", { name })}
      >
        ${name === "note" && icon(NOTE)}${t(`console.mode.${name}`)}
      </button>`,
    )}
  </div>`;
}

export function Composer({ state, why, actions }) {
  const { mode, selected, view, drafts } = state;
  const area = useRef(null);
  const text = drafts[selected]?.[mode] ?? "";
  const closed = mode === "reply" && why !== "open";
  const left = LIMIT - Array.from(text).length;
  const ready = !closed && text.trim() !== "" && left >= 0;

  useLayoutEffect(() => {
    if (!area.current) return;
    area.current.style.height = "auto";
    area.current.style.height = `${area.current.scrollHeight}px`;
  }, [text, closed]);

  const write = (value) => {
    actions.dispatch("draft", { id: selected, mode, text: value });
    if (mode === "reply" && value) actions.typing();
  };
  const submit = (event) => {
    event.preventDefault();
    if (ready) actions.send(text.trim().toWellFormed?.() ?? text.trim(), mode);
    area.current?.focus();
  };
  const onKeyDown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
    if (event.key === "Escape") event.target.blur();
  };

  return html`<footer class=${`composer ${mode}`}>
    <${Modes} mode=${mode} actions=${actions} />
    ${mode === "reply" && !closed && html`<${Known} id=${selected} text=${text} actions=${actions} onText=${write} />`}
    ${closed
      ? html`<p class="shut" role="status">
          ${t(`console.shut.${why}`, { name: view.snapshot?.owner.name ?? "" })}
        </p>`
      : html`<form onSubmit=${submit}>
          <textarea
            ref=${area}
            rows="2"
            dir="auto"
            value=${text}
            aria-label=${t(`console.write.${mode}`)}
            placeholder=${t(`console.write.${mode}`)}
            onInput=${(event) => write(event.target.value)}
            onKeyDown=${onKeyDown}
          ></textarea>
          <button type="submit" class="button solid" aria-disabled=${!ready}>
            ${icon(SEND)}${t(`console.send.${mode}`)}
          </button>
        </form>`}
    ${left < 400 &&
    html`<p class=${`counter ${left < 0 ? "over" : ""}`} role="status">
      ${t(left < 0 ? "widget.too_long" : "widget.left", { n: Math.abs(left) })}
    </p>`}
  </footer>`;
}
