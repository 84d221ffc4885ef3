/** The dialog in which an agent says what a rating should be, and why. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { saysNow } from "../select.js";
import { answerName } from "./judge.js";
import { Buttons, Dialog } from "./parts.js";

const SIGNALS = [
  "violence", "self_harm", "safety", "legal", "regulator", "reputation",
  "churn", "chargeback", "privacy", "abuse", "vulnerability", "human_request",
];
const CELLS = ["P1", "P2", "P3", "P4"];

const wordsOf = (to) => (CELLS.includes(to) ? t(`console.judge.cell.${to}`) : answerName(to));

function title(about) {
  if (about === "matrix") return t("console.judge.title_matrix");
  if (about === "none") return t("console.judge.title_missed");
  return t("console.judge.title_signal", { name: answerName(about) });
}

export function Correct({ subject, view, close, actions }) {
  const { about, seq } = subject;
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const now = saysNow(view.snapshot.rating, about);
  const choices = (about === "matrix" ? CELLS : ["none", ...SIGNALS]).filter((one) => one !== now);
  const text = view.events.find((event) => event.seq === seq)?.data?.text;
  const submit = (event) => {
    event.preventDefault();
    actions.correct({ about, seq, to, reason: reason.trim() });
  };
  return html`<${Dialog} title=${title(about)} close=${close}>
    <form onSubmit=${submit}>
      ${text && html`<blockquote dir="auto">${text}</blockquote>`}
      <fieldset class=${about === "matrix" ? "" : "pairs"}>
        <legend>${t("console.judge.to")}</legend>
        ${choices.map(
          (one) => html`<label key=${one} class="choice">
            <input type="radio" name="to" required checked=${to === one} onChange=${() => setTo(one)} />
            ${wordsOf(one)}
          </label>`,
        )}
      </fieldset>
      <label>${t("console.judge.reason")}
        <textarea rows="2" dir="auto" required maxlength="1000" value=${reason} onInput=${(e) => setReason(e.target.value)}></textarea>
      </label>
      <p class="hint">${t("console.judge.kept")}</p>
      <${Buttons} close=${close} submit="console.judge.save" disabled=${!to || !reason.trim()} />
    </form>
  <//>`;
}
