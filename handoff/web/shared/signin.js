/** The sign-in page, the same for console and studio. */
import { html } from "./lib.js";
import { useState } from "./hooks.js";
import { has, t } from "./i18n.js";

const words = ({ code, details }) => {
  const name = `console.signin_error.${code}`;
  return t(has(name) ? name : "console.signin_error.other", { n: details?.retry_after ?? 60 });
};

/** @param {{title: string, text?: string, signIn: (login: string, password: string) => Promise}} p */
export function SignIn({ title, text, signIn }) {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn(login.trim(), password);
    } catch (refused) {
      setError(words(refused));
      setBusy(false);
    }
  };

  return html`<main class="signin">
    <form onSubmit=${submit}>
      <span class="mark" aria-hidden="true"><i></i><i></i></span>
      <h1>${title}</h1>
      <p>${text ?? t("console.signin_text")}</p>
      <label>
        ${t("console.login")}
        <input name="login" autocomplete="username" required value=${login} onInput=${(e) => setLogin(e.target.value)} />
      </label>
      <label>
        ${t("console.password_label")}
        <input name="password" type="password" autocomplete="current-password" required
          value=${password} onInput=${(e) => setPassword(e.target.value)} />
      </label>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      <button type="submit" class="button solid" disabled=${busy}>${t("console.sign_in")}</button>
    </form>
  </main>`;
}
