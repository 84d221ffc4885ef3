/** Small parts of the script pages: states, dialogs, dates. */
import { html } from "../../shared/lib.js";
import { useEffect, useRef } from "../../shared/hooks.js";
import { language, t } from "../../shared/i18n.js";

/** The states as chips. */
export const States = ({ of }) =>
  html`<span class="states">
    ${of.map((one) => html`<span key=${one} class=${`state ${one}`}>${t(`studio.list.states.${one}`)}</span>`)}
  </span>`;

/** A day and an hour in the reader's words. */
export const moment = (iso) =>
  new Date(iso).toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" });

/**
 * A form in a dialog; Escape closes it, and focus goes back to what opened it.
 * @param {{title: string, go: string, kind?: string, children: any,
 *   onGo: (data: FormData) => void, onClose: () => void}} p
 */
export function Dialog({ title, go, kind = "solid", children, onGo, onClose }) {
  const box = useRef(null);
  useEffect(() => {
    box.current.showModal();
  }, []);
  const submit = (event) => {
    event.preventDefault();
    onGo(new FormData(event.target));
    box.current.close();
  };
  return html`<dialog ref=${box} onClose=${onClose} aria-label=${title}>
    <h2>${title}</h2>
    <form onSubmit=${submit}>
      ${children}
      <div class="row end">
        <button type="button" class="button" onClick=${() => box.current.close()}>
          ${t("studio.actions.cancel")}
        </button>
        <button type="submit" class=${`button ${kind}`}>${go}</button>
      </div>
    </form>
  </dialog>`;
}

/** A text with the parts that changed marked, for eyes and for ears. */
export const Changed = ({ parts, as }) =>
  html`<p class="changed" dir="auto">
    ${parts.map(({ text, changed }, i) =>
      changed ? html`<${as} key=${i}>${text}<//>` : html`<span key=${i}>${text}</span>`,
    )}
  </p>`;
