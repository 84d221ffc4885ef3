/** The page behind a mail's link: looking changes nothing, the button opens the chat. */
import { html, render } from "../shared/lib.js";
import { useState } from "../shared/hooks.js";
import { loadWords, t } from "../shared/i18n.js";
import { call } from "../shared/api.js";
import { createKeep } from "../widget/outbox.js";

const root = document.getElementById("app");
const token = location.hash.slice(1);

/** The widget finds the customer's token where it keeps its own. */
async function open() {
  const found = await call("POST", "/api/customer/links", { body: { token } });
  const keep = createKeep(localStorage);
  keep.set("token", found.token);
  keep.set("conversation", found.conversation_id);
  location.replace("/widget/");
}

function Page() {
  const [error, setError] = useState(token ? null : t("return.used"));
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await open();
    } catch ({ code }) {
      setBusy(false);
      setError(t(code === "not_found" ? "return.used" : "return.later"));
    }
  };
  return html`<main class="signin">
    <form onSubmit=${submit}>
      <span class="mark" aria-hidden="true"><i></i><i></i></span>
      <h1>${t("return.title")}</h1>
      <p>${t("return.text")}</p>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      <button type="submit" class="button solid" disabled=${busy || !token}>${t("return.open")}</button>
      <p><a href="/widget/">${t("return.fresh")}</a></p>
    </form>
  </main>`;
}

await loadWords(["/assets/locales/en.return.json"]);
document.title = t("return.title");
render(html`<${Page} />`, root);
