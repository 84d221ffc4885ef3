/** "The bot should have known": one press puts a message into the studio's inbox. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";

export function Mark({ seq, actions }) {
  const [marked, setMarked] = useState(false);
  if (marked) return html`<span role="status">${t("console.mark.done")}</span>`;
  const mark = async () => setMarked(await actions.markQuestion(seq));
  return html`<button type="button" class="mark-question" onClick=${mark}>${t("console.mark.ask")}</button>`;
}
