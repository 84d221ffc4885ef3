/** Answers that the team adds: how customers ask, and what the bot says. */
import { html } from "../../shared/lib.js";
import { useRef, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { attempt, put, send } from "../desk.js";
import { go, link } from "../route.js";
import { useAnswer } from "../scripts/ask.js";
import { Lint } from "../scripts/lint.js";
import { toast } from "../toasts.js";
import { Loading, mayWrite, useDesk } from "./parts.js";
import { seeds } from "./questions.js";

const AT = "/api/studio/faqs";
const STATES = ["draft", "live", "retired"];
/** Fewer teach the bot nothing; the desk refuses them. */
const FEWEST = 5;

/** The linter takes an answer for what it will be: a script of its own. */
const asScript = (entry, text) => ({
  script_id: `utter_${entry?.topic ?? "faq"}`,
  purpose: "question",
  content: { text: text || " " },
});

const lines = (text) => [...new Set(text.split("\n").map((line) => line.trim()).filter(Boolean))];

function Editor({ entry, saved }) {
  const [label, setLabel] = useState(entry?.label ?? "");
  const [asked, setAsked] = useState((entry?.questions ?? seeds.value).join("\n"));
  const [answer, setAnswer] = useState(entry?.answer ?? "");
  const [state, setState] = useState(entry?.state ?? "draft");
  const count = lines(asked).length;
  const area = useRef(null);
  const report = useAnswer("/api/studio/lint", asScript(entry, answer));

  const show = ([start, end]) => {
    area.current.focus();
    area.current.setSelectionRange(start, end);
  };
  const save = async (event) => {
    event.preventDefault();
    const body = { questions: lines(asked), answer };
    const kept = await attempt(() =>
      entry
        ? put(`${AT}/${entry.topic}`, { ...body, state, revision: entry.revision })
        : send(AT, { ...body, label }),
    );
    if (!kept) return;
    seeds.value = [];
    toast(t(kept.state === "live" ? "studio.answers.saved_live" : "studio.answers.saved"));
    saved();
    go("answers", kept.topic);
  };

  return html`<form class="answer" onSubmit=${save}>
    <p><a href=${link("answers")}>${t("studio.answers.back")}</a></p>
    <h1>${entry ? entry.label : t("studio.answers.new")}</h1>
    ${!entry &&
    html`<label>${t("studio.answers.label")}
      <input value=${label} required minlength="3" maxlength="40" onInput=${(e) => setLabel(e.target.value)} />
    </label>`}
    <label>${t("studio.answers.questions")}
      <textarea rows="10" value=${asked} dir="auto" readonly=${!mayWrite()} onInput=${(e) => setAsked(e.target.value)}></textarea>
    </label>
    <p class=${count < FEWEST ? "hint over" : "hint"} role="status">
      ${t("studio.answers.count", { n: count })} ${count < FEWEST ? t("studio.answers.few", { n: FEWEST }) : ""}
    </p>
    <label>${t("studio.answers.answer")}
      <textarea ref=${area} rows="5" required maxlength="1500" value=${answer} dir="auto" readonly=${!mayWrite()}
        onInput=${(e) => setAnswer(e.target.value)}></textarea>
    </label>
    ${entry &&
    html`<label>${t("studio.answers.state")}
      <select value=${state} disabled=${!mayWrite()} onChange=${(e) => setState(e.target.value)}>
        ${STATES.map((one) => html`<option key=${one} value=${one}>${t(`studio.answers.states.${one}`)}</option>`)}
      </select>
    </label>`}
    <p class="hint">${t("studio.answers.hint")}</p>
    ${answer.trim() &&
    html`<${Lint} report=${report} text=${answer} readonly=${!mayWrite()} onShow=${show} onText=${setAnswer} />`}
    ${mayWrite() && html`<div class="row"><button type="submit" class="button solid">${t("studio.answers.save")}</button></div>`}
  </form>`;
}

const Line = ({ entry }) => html`<li>
  <a class="line" href=${link("answers", entry.topic)}>
    <span class="head"><strong>${entry.label}</strong>
      <span class=${`state ${entry.state === "live" ? "published" : entry.state}`}>${t(`studio.answers.states.${entry.state}`)}</span></span>
    <span class="words" dir="auto">${entry.answer}</span>
    <span class="facts">${t("studio.answers.count", { n: entry.questions.length })}</span>
  </a>
</li>`;

export function Answers({ path }) {
  const [entries, again] = useDesk(AT);
  if (!entries) return html`<${Loading} />`;
  const [topic] = path;
  const entry = entries.find((one) => one.topic === topic);
  if (topic === "new" || entry)
    return html`<div class="learning"><${Editor} key=${`${topic}-${entry?.revision}`} entry=${entry} saved=${again} /></div>`;
  return html`<div class="learning list">
    <header>
      <h1>${t("studio.answers.heading")}</h1>
      <p class="hint">${t("studio.answers.intro")}</p>
      ${mayWrite() && html`<a class="button solid" href=${link("answers", "new")}>${t("studio.answers.new")}</a>`}
    </header>
    ${entries.length === 0 && html`<p class="empty">${t("studio.answers.empty")}</p>`}
    <section><ul>${entries.map((one) => html`<${Line} key=${one.topic} entry=${one} />`)}</ul></section>
  </div>`;
}
