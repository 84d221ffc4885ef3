/** The words themselves: marked while one types, with placeholders to complete. */
import { html } from "../../shared/lib.js";
import { useEffect, useLayoutEffect, useRef, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { marked } from "./words.js";

/** The beginning of a placeholder before the cursor, such as `{ord`; null if none. */
const begun = (text, at) => text.slice(0, at).match(/\{(\w*)$/);

function Marks({ text, findings }) {
  return html`<div class="marks" aria-hidden="true">
    ${marked(text, findings).map(({ text: part, severity }, i) =>
      severity ? html`<mark key=${i} class=${`is-${severity}`}>${part}</mark>` : html`<span key=${i}>${part}</span>`,
    )}${"\n"}
  </div>`;
}

function Choices({ found, active, onPick }) {
  return html`<ul class="choices" role="listbox" id="placeholders" aria-label=${t("studio.script.placeholders")}>
    ${found.map(
      ([name, { about, sample }], i) => html`<li
        key=${name}
        id=${`placeholder-${i}`}
        role="option"
        aria-selected=${i === active}
        onMouseDown=${(event) => {
          event.preventDefault();
          onPick(name);
        }}
      >
        <code>{${name}}</code> <span>${about}${sample ? ` (${sample})` : ""}</span>
      </li>`,
    )}
  </ul>`;
}

export function TextField({ text, known, longest, report, selection, readonly, onText }) {
  const area = useRef(null);
  const place = useRef(null);
  const [cursor, setCursor] = useState(null);
  const [active, setActive] = useState(0);
  const start = cursor === null ? null : begun(text, cursor);
  const found = start ? known.filter(([name]) => name.startsWith(start[1])).slice(0, 8) : [];
  const open = found.length > 0 && !readonly;
  const count = Array.from(text).length;

  useLayoutEffect(() => {
    area.current.style.height = "auto";
    area.current.style.height = `${area.current.scrollHeight}px`;
  }, [text]);
  useLayoutEffect(() => {
    // Together with the new text: a moment later, words typed by then would be torn apart.
    if (place.current !== null) area.current.setSelectionRange(place.current, place.current);
    place.current = null;
  });
  useEffect(() => {
    if (!selection) return;
    area.current.focus();
    area.current.setSelectionRange(...selection.span);
  }, [selection]);

  const put = (name) => {
    const at = cursor ?? text.length;
    const from = start ? start.index : at;
    const rest = text.slice(at).replace(/^\w*\}/, "");
    place.current = from + name.length + 2;
    onText(`${text.slice(0, from)}{${name}}${rest}`);
    setCursor(null);
    area.current.focus();
  };
  const track = ({ target }) => {
    setCursor(target.selectionStart);
    setActive(0);
  };
  const onKeyDown = (event) => {
    if (!open) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setActive((active + step + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") put(found[active][0]);
    else if (event.key === "Escape") setCursor(null);
    else return;
    event.preventDefault();
  };

  return html`<div class="field">
    <label for="words">${t("studio.script.text")}</label>
    <div class="paper">
      <${Marks} text=${text} findings=${report?.fresh ? report.findings : []} />
      <textarea
        id="words"
        ref=${area}
        dir="auto"
        rows="3"
        spellcheck="true"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded=${open}
        aria-controls=${open ? "placeholders" : undefined}
        aria-activedescendant=${open ? `placeholder-${active}` : undefined}
        aria-describedby="words-facts"
        readonly=${readonly}
        value=${text}
        onInput=${(event) => {
          onText(event.target.value);
          track(event);
        }}
        onClick=${track}
        onKeyDown=${onKeyDown}
        onBlur=${() => setCursor(null)}
      ></textarea>
      ${open && html`<${Choices} found=${found} active=${active} onPick=${put} />`}
    </div>
    <div class="row">
      <p id="words-facts" class=${count > longest ? "hint over" : "hint"}>
        ${t("studio.script.characters", { n: count, most: longest })}
        ${report?.grade != null && ` · ${t("studio.script.grade", { grade: report.grade })}`}
      </p>
      ${!readonly &&
      html`<select class="insert" aria-label=${t("studio.script.insert")} value="" onChange=${(event) => put(event.target.value)}>
        <option value="">${t("studio.script.insert")}</option>
        ${known.map(([name, { about }]) => html`<option key=${name} value=${name}>{${name}} ${about}</option>`)}
      </select>`}
    </div>
  </div>`;
}
