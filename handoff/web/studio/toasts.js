/** Short news in the corner, read out by screen readers. */
import { html } from "../shared/lib.js";
import { t } from "../shared/i18n.js";
import { newId } from "../shared/ids.js";
import { CLOSE, icon } from "../shared/icon.js";
import { signal } from "../shared/signals.js";

const STAYS = 7000;
const toasts = signal([]);
const remove = (id) => (toasts.value = toasts.value.filter((one) => one.id !== id));

/** Says it; `bad` stays until it is dismissed. */
export function toast(words, kind = "info") {
  const id = newId();
  toasts.value = [...toasts.value.slice(-3), { id, words, kind }];
  if (kind !== "bad") setTimeout(() => remove(id), STAYS);
}

export const Toasts = () =>
  html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map(
      ({ id, words, kind }) => html`<p key=${id} class=${kind}>
        <span dir="auto">${words}</span>
        <button type="button" class="plain" aria-label=${t("studio.dismiss")} onClick=${() => remove(id)}>
          ${icon(CLOSE)}
        </button>
      </p>`,
    )}
  </div>`;
