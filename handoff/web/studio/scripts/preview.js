/** The wording in the very look of the chat, filled with values one can choose. */
import { html } from "../../shared/lib.js";
import { useEffect, useRef, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { useAnswer } from "./ask.js";
import { parse, placeholders } from "./words.js";

/** A frame with the widget's own parts, told what to show. */
function Frame({ shown, system }) {
  const frame = useRef(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const hear = ({ origin, source, data }) => {
      const ours = origin === location.origin && source === frame.current?.contentWindow;
      if (ours && data === "preview.ready") setReady(true);
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, []);
  useEffect(() => {
    if (!ready || !shown) return;
    const author = system ? { kind: "system" } : { kind: "bot" };
    const message = { text: shown.text, buttons: shown.buttons, author };
    frame.current.contentWindow.postMessage(message, location.origin);
  }, [ready, shown?.text, JSON.stringify(shown?.buttons), system]);
  return html`<iframe ref=${frame} src="/studio/preview/" title=${t("studio.preview.frame")}></iframe>`;
}

const usual = (one) => (one?.values?.length ? "" : (one?.sample ?? ""));

function Values({ names, library, typed, onTyped }) {
  if (names.length === 0) return null;
  return html`<fieldset class="values">
    <legend>${t("studio.preview.values")}</legend>
    ${names.map((name) => {
      const { values = [], about } = library.placeholders[name] ?? {};
      const set = (event) => onTyped({ ...typed, [name]: event.target.value });
      const value = typed[name] ?? usual(library.placeholders[name]);
      return html`<label key=${name} title=${about}>
        ${name.replaceAll("_", " ")}
        ${values.length
          ? html`<select value=${value} onChange=${set}>
              <option value="">${t("studio.preview.empty")}</option>
              ${values.map((one) => html`<option key=${String(one)} value=${String(one)}>${String(one)}</option>`)}
            </select>`
          : html`<input value=${value} onInput=${set} />`}
      </label>`;
    })}
  </fieldset>`;
}

export function Preview({ script, variant, content, names, library }) {
  // What the wording's own condition asks for is set at first, so that it fits.
  const [typed, setTyped] = useState(() => {
    const when = Object.entries(content.when ?? {});
    const first = (wanted) => String(Array.isArray(wanted) ? wanted[0] : wanted);
    return Object.fromEntries(
      when.filter(([, wanted]) => !["present", "absent"].includes(wanted)).map(([name, wanted]) => [name, first(wanted)]),
    );
  });
  const spoken = placeholders(content.text);
  const values = {};
  for (const name of names) {
    const given = typed[name] ?? String(usual(library.placeholders[name]));
    if (given !== "") values[name] = spoken.includes(name) ? given : parse(given);
  }
  const shown = useAnswer("/api/studio/preview", {
    script_id: script.id,
    variant_id: variant.id,
    content,
    values,
    locale: content.locale,
    channel: content.channel,
  });
  const verdict = shown && (shown.fits ? "fits" : shown.said ? "not" : "none");
  return html`<section class="preview" aria-label=${t("studio.preview.heading")}>
    <h2>${t("studio.preview.heading")}</h2>
    <${Frame} shown=${shown} system=${script.purpose === "system"} />
    ${verdict && html`<p class="hint" role="status">${t(`studio.preview.${verdict}`, { words: shown.said })}</p>`}
    <${Values} names=${names} library=${library} typed=${typed} onTyped=${setTyped} />
  </section>`;
}
