/** The part of the studio about scripts: the list, or one script. */
import { html } from "../../shared/lib.js";
import { useEffect, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { read, words } from "../desk.js";
import { List } from "./list.js";
import { Script } from "./script.js";

/** @param {{path: string[]}} p  none, a script's id, or that and a variant's */
export function Scripts({ path }) {
  const [library, setLibrary] = useState(null);
  const [error, setError] = useState(null);
  const [scriptId, variantId] = path;

  const load = async () => {
    setError(null);
    try {
      setLibrary(await read("/api/studio/scripts"));
    } catch (refused) {
      setError(words(refused));
    }
  };
  useEffect(() => {
    load();
  }, [scriptId]);

  if (error)
    return html`<div class="empty" role="alert">
      <p>${error}</p>
      <button type="button" class="button" onClick=${load}>${t("studio.retry")}</button>
    </div>`;
  if (!library) return html`<p class="empty" role="status">${t("studio.loading")}</p>`;
  if (!scriptId) return html`<${List} library=${library} />`;
  return html`<${Script} key=${scriptId} library=${library} scriptId=${scriptId} variantId=${variantId} />`;
}
