/** What the sections are made of: loading, errors, answers that last, tables. */
import { html } from "../../shared/lib.js";
import { useEffect, useState } from "../../shared/hooks.js";
import { has, t } from "../../shared/i18n.js";

/** @returns the refusal in words: the server's own when it names a field. */
export function said(refused) {
  const name = `admin.error.${refused.code}`;
  return has(name) ? t(name) : refused.message;
}

/** Reads once, and again when `again` is called or `key` changes. */
export function useRead(read, key = "") {
  const [state, set] = useState({ data: null, error: null });
  const again = () =>
    read().then(
      (data) => set({ data, error: null }),
      (refused) => set({ data: null, error: said(refused) }),
    );
  useEffect(() => {
    again();
  }, [key]);
  return { ...state, again };
}

/** Runs a write; its refusal becomes words, and the button rests meanwhile. */
export function useWrite() {
  const [state, set] = useState({ busy: false, error: null });
  const run = async (write) => {
    set({ busy: true, error: null });
    try {
      const data = await write();
      set({ busy: false, error: null });
      return data ?? {};
    } catch (refused) {
      set({ busy: false, error: said(refused) });
      return null;
    }
  };
  return { ...state, run };
}

export const Failure = ({ error }) => html`<p class="error" role="alert">${error}</p>`;

export const Waiting = () => html`<p class="quiet">${t("admin.loading")}</p>`;

/** @param {{head: string[], label: string, children: object}} p */
export const Table = ({ head, label, children }) => html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>
  <table>
    <thead><tr>${head.map((name) => html`<th key=${name} scope="col">${name}</th>`)}</tr></thead>
    <tbody>${children}</tbody>
  </table>
</div>`;

export const Field = ({ label, value, set, ...rest }) => html`<label>
  ${label}<input value=${value} onInput=${(event) => set(event.target.value)} ...${rest} />
</label>`;

export const when = (iso) => (iso ? new Date(iso).toLocaleString() : "");
