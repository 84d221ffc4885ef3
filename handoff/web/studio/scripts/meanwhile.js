/** Somebody else saved the same wording meanwhile: both texts, and whose goes on. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { diff } from "./diff.js";
import { Changed } from "./parts.js";

/** @param {{theirs: object, text: string, settle: (take: boolean) => void}} p */
export function Meanwhile({ theirs, text, settle }) {
  const author = theirs.author ?? t("studio.history.files");
  const { before, after } = diff(theirs.content.text, text);
  return html`<section class="offer" aria-label=${t("studio.meanwhile.heading", { author })}>
    <h2>${t("studio.meanwhile.heading", { author })}</h2>
    <p>${t("studio.meanwhile.what")}</p>
    <div class="sides">
      <div><h3>${t("studio.meanwhile.theirs", { author })}</h3><${Changed} parts=${before} as="del" /></div>
      <div><h3>${t("studio.meanwhile.yours")}</h3><${Changed} parts=${after} as="ins" /></div>
    </div>
    <p class="row">
      <button type="button" class="button" onClick=${() => settle(true)}>${t("studio.meanwhile.take")}</button>
      <button type="button" class="button" onClick=${() => settle(false)}>${t("studio.meanwhile.keep")}</button>
    </p>
  </section>`;
}
