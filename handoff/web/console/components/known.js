/** The repeat-ask guard: while an agent asks for what is known, the answer stands here. */
import { html } from "../../shared/lib.js";
import { useEffect, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { Jump } from "./jump.js";

const PAUSE = 300; // ms without a key before the draft is looked at
const SHORTEST = 6; // characters that can ask for anything

export function Known({ id, text, actions }) {
  const [known, setKnown] = useState([]);
  useEffect(() => {
    if (text.trim().length < SHORTEST) return setKnown([]);
    let wanted = true;
    const timer = setTimeout(async () => {
      const found = await actions.quietly("draft.check", { conversation_id: id, text });
      if (wanted && found) setKnown(found.known);
    }, PAUSE);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [id, text]);
  return html`<div role="status">
    ${known.length > 0 &&
    html`<div class="known">
      <p>${t("console.known.title")}</p>
      <dl>
        ${known.map(
          ({ fact, label, value, seq }) => html`<div key=${fact}>
            <dt>${label}</dt>
            <dd dir="auto"><${Jump} seq=${seq} actions=${actions}>${value}<//></dd>
          </div>`,
        )}
      </dl>
    </div>`}
  </div>`;
}
