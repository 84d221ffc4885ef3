/** Looks at a draft: what is known of what it asks for stands here, and how it sounds. */
import { html } from "../../shared/lib.js";
import { useEffect, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { Jump } from "./jump.js";
import { Tone } from "./tone.js";

const PAUSE = 300; // ms without a key before the draft is looked at
const SHORTEST = 6; // characters that can ask for anything

const NOTHING = { known: [], hints: [], of: "" };

export function Known({ id, text, actions, onText }) {
  const [{ known, hints, of }, setFound] = useState(NOTHING);
  useEffect(() => {
    if (text.trim().length < SHORTEST) return setFound(NOTHING);
    let wanted = true;
    const timer = setTimeout(async () => {
      const found = await actions.quietly("draft.check", { conversation_id: id, text });
      if (wanted && found) setFound({ ...found, of: text });
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
    <${Tone} hints=${hints} text=${text} of=${of} onText=${onText} />
  </div>`;
}
