/** The console's dialogs. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { has, t } from "../../shared/i18n.js";
import { KEYS, keysAreOn, turnKeys } from "../keys.js";
import { Correct } from "./correct.js";
import { Learning } from "./learning.js";
import { Buttons, Dialog } from "./parts.js";
import { Ratings } from "./ratings.js";
import { Resolve } from "./resolve.js";
import { Escalate, Reassign, Transfer } from "./pass.js";
import { WallDialog } from "./wall.js";

const Note = ({ label, value, set }) =>
  html`<label>${t(label)}<textarea rows="3" dir="auto" maxlength="2000" value=${value} onInput=${(e) => set(e.target.value)}></textarea></label>`;

function Return({ close, actions }) {
  const [note, setNote] = useState("");
  const submit = (event) => {
    event.preventDefault();
    actions.giveBack(note.trim());
  };
  return html`<${Dialog} title=${t("console.return_title")} close=${close}>
    <form onSubmit=${submit}>
      <p>${t("console.return_text")}</p>
      <${Note} label="console.return_note" value=${note} set=${setNote} />
      <${Buttons} close=${close} submit="console.return" />
    </form>
  <//>`;
}

function Help({ close }) {
  const [on, setOn] = useState(keysAreOn());
  const turn = (event) => {
    turnKeys(event.target.checked);
    setOn(event.target.checked);
  };
  return html`<${Dialog} title=${t("console.help_title")} close=${close}>
    <dl class="keys">
      ${Object.keys(KEYS).map(
        (key) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${t(`console.key.${key}`)}</dd></div>`,
      )}
      <div><dt><kbd>Enter</kbd></dt><dd>${t("console.key.enter")}</dd></div>
      <div><dt><kbd>Shift+Enter</kbd></dt><dd>${t("console.key.newline")}</dd></div>
    </dl>
    <label class="choice"><input type="checkbox" checked=${on} onChange=${turn} />${t("console.keys_on")}</label>
    <div class="buttons"><button type="button" class="button" onClick=${close}>${t("console.close")}</button></div>
  <//>`;
}

function Password({ first, login, close, actions }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [error, setError] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    try {
      await actions.changePassword(current, next);
    } catch ({ code }) {
      const name = `console.password_error.${code}`;
      setError(t(has(name) ? name : "console.signin_error.other"));
    }
  };
  const field = (label, value, set, complete) => html`<label>
    ${t(label)}
    <input type="password" required value=${value} autocomplete=${complete} onInput=${(e) => set(e.target.value)} />
  </label>`;
  return html`<${Dialog} title=${t(first ? "console.password_first" : "console.password")} close=${close}>
    <form onSubmit=${submit}>
      ${first && html`<p>${t("console.password_first_text")}</p>`}
      <input hidden autocomplete="username" value=${login} />
      ${field("console.password_current", current, setCurrent, "current-password")}
      ${field("console.password_new", next, setNext, "new-password")}
      ${error && html`<p class="error" role="alert">${error}</p>`}
      <${Buttons} close=${close} later=${first ? "console.later" : undefined} submit="console.password_save" />
    </form>
  <//>`;
}

const DIALOGS = { return: Return, resolve: Resolve, learning: Learning, ratings: Ratings, correct: Correct, help: Help, password: Password, transfer: Transfer, escalate: Escalate, reassign: Reassign, wall: WallDialog };

export function Dialogs({ state, actions }) {
  const View = DIALOGS[state.dialog];
  if (!View) return null;
  const close = () => actions.dispatch("dialog", { name: null });
  return html`<${View}
    policies=${state.policies}
    subject=${state.subject}
    view=${state.view}
    first=${state.passwordIsInitial}
    person=${state.person}
    login=${state.person?.email}
    close=${close}
    actions=${actions}
  />`;
}
