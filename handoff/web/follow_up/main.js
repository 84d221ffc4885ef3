/** The page behind a check-in's mail. Opening it changes nothing; sending votes, once. */
import { html, render } from "../shared/lib.js";
import { useState } from "../shared/hooks.js";
import { has, loadWords, t } from "../shared/i18n.js";
import { call } from "../shared/api.js";

const root = document.getElementById("app");
// Behind the # it never left this browser; it goes out in a header only.
const token = location.hash.slice(1);

const Frame = ({ title, children }) => html`<main class="follow-up">
  <p class="mark" aria-hidden="true"><i></i><i></i></p>
  <h1 tabindex="-1">${title}</h1>
  ${children}
</main>`;

/** What there is to say when there is nothing to ask. */
const Note = ({ name, reference }) => html`<${Frame} title=${t(`follow_up.${name}.title`)}>
  <p role="status">${t(`follow_up.${name}.text`, { reference: reference ?? "" })}</p>
<//>`;

function Radios({ legend, name, options, value, set, row }) {
  return html`<fieldset class=${row ? "row" : ""}>
    <legend>${legend}</legend>
    ${options.map(
      ({ id, name: shown }) => html`<label key=${id}>
        <input type="radio" name=${name} checked=${value === id} onChange=${() => set(id)} />
        <span>${shown}</span>
      </label>`,
    )}
  </fieldset>`;
}

function Form({ link, done }) {
  const [settled, setSettled] = useState(null);
  const [score, setScore] = useState(null);
  const [handled, setHandled] = useState(null);
  const [suggestion, setSuggestion] = useState("");
  const [error, setError] = useState(null);
  const scores = Array.from({ length: link.best_score }, (_, i) => ({ id: i + 1, name: String(i + 1) }));
  const answers = [
    { id: true, name: t("follow_up.yes") },
    { id: false, name: t("follow_up.no") },
  ];
  const submit = async (event) => {
    event.preventDefault();
    if (settled === null) return setError(t("follow_up.error.choose"));
    try {
      await call("POST", "/api/follow-up", { token, body: { settled, score, handled, suggestion } });
      done(settled ? "thanks" : "reopened");
    } catch ({ code }) {
      if (code === "conflict") return done("answered");
      if (code === "not_found") return done("over");
      setError(t(has(`follow_up.error.${code}`) ? `follow_up.error.${code}` : "follow_up.error.other"));
    }
  };
  return html`<${Frame} title=${t("follow_up.title")}>
    <p>${t("follow_up.intro", { reference: link.reference ?? "" })}</p>
    <form onSubmit=${submit}>
      <${Radios} legend=${t("follow_up.settled")} name="settled" options=${answers} value=${settled} set=${setSettled} />
      <${Radios} row legend=${t("follow_up.score", { best: link.best_score })} name="score" options=${scores} value=${score} set=${setScore} />
      <${Radios} legend=${t("follow_up.handled")} name="handled" options=${link.handled} value=${handled} set=${setHandled} />
      <label>${t("follow_up.suggestion")}
        <textarea rows="3" dir="auto" maxlength="2000" value=${suggestion} onInput=${(e) => setSuggestion(e.target.value)}></textarea>
      </label>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      <button type="submit" class="button solid">${t("follow_up.send")}</button>
    </form>
  <//>`;
}

function show(name, link) {
  render(html`<${Note} name=${name} reference=${link?.reference} />`, root);
  root.querySelector("h1").focus();
}

async function start() {
  try {
    const link = token ? await call("GET", "/api/follow-up", { token }) : { state: "over" };
    if (link.state !== "open") return show(link.state, link);
    render(html`<${Form} link=${link} done=${(name) => show(name, link)} />`, root);
  } catch ({ code }) {
    show(code === "disconnected" || code === "rate_limited" ? "later" : "over");
  }
}

await loadWords(["/assets/locales/en.follow_up.json"]);
document.title = t("follow_up.title");
await start();
