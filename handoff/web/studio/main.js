/** Starts the studio: words, who is here, and the page that the address names. */
import { html, render } from "../shared/lib.js";
import { loadWords, t } from "../shared/i18n.js";
import { begin } from "./desk.js";
import { App } from "./components/app.js";

await loadWords([
  "/assets/locales/en.widget.json",
  "/assets/locales/en.json",
  "/assets/locales/en.studio.json",
  "/assets/locales/en.learning.json",
]);
document.title = t("studio.title");
await begin();
render(html`<${App} />`, document.getElementById("app"));
