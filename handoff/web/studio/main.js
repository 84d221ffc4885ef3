/** The studio's place holder: says where the words live until it is built. */
import { html, render } from "../shared/lib.js";
import { list, loadWords, t } from "../shared/i18n.js";
import { call } from "../shared/api.js";
import { SignIn } from "../shared/signin.js";

const EXAMPLE = `scripts:
  utter_late_delivery:
    purpose: complaint_answer
    variants:
      - id: late_delivery.en.1
        text: "I'm listening. Order {order_number} ..."`;

const root = document.getElementById("app");

function Guide() {
  return html`<main class="studio">
    <header>
      <span class="mark" aria-hidden="true"><i></i><i></i></span>
      <p>${t("studio.title")}</p>
      <a href="/console/">${t("studio.console")}</a>
    </header>
    <h1>${t("studio.heading")}</h1>
    <p class="intro">${t("studio.intro")}</p>
    <ol>
      ${list("studio.steps").map((step) => html`<li key=${step}>${step}</li>`)}
    </ol>
    <h2>${t("studio.example")}</h2>
    <pre tabindex="0"><code>${EXAMPLE}</code></pre>
    <h2>${t("studio.kinds_title")}</h2>
    <dl>
      ${list("studio.kinds").map(
        ({ name, text }) => html`<div key=${name}><dt>${name}</dt><dd>${text}</dd></div>`,
      )}
    </dl>
  </main>`;
}

async function signIn(login, password) {
  await call("POST", "/api/sign-in", { body: { login, password } });
  render(html`<${Guide} />`, root);
}

await loadWords(["/assets/locales/en.json"]);
document.title = t("studio.title");
const me = await call("GET", "/api/me").catch(() => null);
render(me ? html`<${Guide} />` : html`<${SignIn} title=${t("studio.title")} signIn=${signIn} />`, root);
