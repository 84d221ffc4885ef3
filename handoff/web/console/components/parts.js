/** What every dialog is made of; the browser's own dialog keeps focus inside. */
import { html } from "../../shared/lib.js";
import { useEffect, useRef } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { AlertsAbove } from "./alerts.js";

export function Dialog({ title, close, wide, children }) {
  const node = useRef(null);
  useEffect(() => node.current.showModal(), []);
  return html`<dialog ref=${node} class=${wide ? "wide" : undefined} onClose=${close} aria-labelledby="dialog-title">
    <${AlertsAbove} />
    <h2 id="dialog-title">${title}</h2>
    ${children}
  </dialog>`;
}

export const Buttons = ({ close, later, submit, disabled }) =>
  html`<div class="buttons">
    <button type="button" class="button" onClick=${close}>${t(later ?? "console.cancel")}</button>
    <button type="submit" class="button solid" disabled=${disabled}>${t(submit)}</button>
  </div>`;
