/** Short news in the corner, read out by screen readers. */
import { html } from "../../shared/lib.js";
import { has, t } from "../../shared/i18n.js";
import { CLOSE, icon } from "../../shared/icon.js";

const words = ({ name, values }) =>
  has(`console.toast.${name}`) ? t(`console.toast.${name}`, values) : t("console.toast.error.other");

export const Toasts = ({ toasts, actions }) =>
  html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.map(
      (toast) => html`<p key=${toast.id} class=${toast.kind}>
        <span dir="auto">${words(toast)}</span>
        <button
          type="button"
          class="plain"
          aria-label=${t("console.dismiss")}
          onClick=${() => actions.dispatch("toast.removed", { id: toast.id })}
        >
          ${icon(CLOSE)}
        </button>
      </p>`,
    )}
  </div>`;
