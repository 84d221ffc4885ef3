/** Starts the admin's page: words, sign-in, the section that the address names. */
import { html, render } from "../shared/lib.js";
import { loadWords, t } from "../shared/i18n.js";
import { SignIn } from "../shared/signin.js";
import { createDesk } from "./desk.js";
import { App } from "./components/app.js";

const root = document.getElementById("app");
const desk = createDesk();
let me = null;

const section = () => location.hash.slice(1).split("/").map(decodeURIComponent);

function draw() {
  const view = me
    ? html`<${App} person=${me} section=${section()} desk=${desk} />`
    : html`<${SignIn} title=${t("admin.title")} signIn=${signIn} />`;
  render(view, root);
}

async function signIn(login, password) {
  me = await desk.signIn(login, password);
  draw();
}

await loadWords(["/assets/locales/en.json", "/assets/locales/en.admin.json"]);
document.title = t("admin.title");
me = await desk.me();
addEventListener("hashchange", draw);
desk.onSignedOut = () => {
  me = null;
  draw();
};
draw();
