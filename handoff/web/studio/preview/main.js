/** A message in the very look of the chat: the widget's own parts and styles. */
import { html, render } from "../../shared/lib.js";
import { loadWords, t } from "../../shared/i18n.js";
import { Message } from "../../widget/components/message.js";
import { Replies } from "../../widget/components/log.js";

const root = document.getElementById("app");
const NO_ACTIONS = { send: () => null };

function Preview({ text, buttons, author }) {
  const event = { type: "message.created", at: new Date().toISOString(), author, data: { text } };
  return html`<main class="panel">
    <section class="log" tabindex="0" aria-label=${t("widget.log")}>
      <div class="items"><${Message} event=${event} /></div>
      ${buttons.length > 0 &&
      html`<${Replies} label=${t("widget.replies_label")} buttons=${buttons} actions=${NO_ACTIONS} />`}
    </section>
  </main>`;
}

await loadWords(["/assets/locales/en.widget.json"]);
addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || source !== parent) return;
  render(html`<${Preview} ...${data} />`, root);
});
parent.postMessage("preview.ready", location.origin);
