/** Newer files bring another wording than the one a person gave it: a person decides. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { diff } from "./diff.js";
import { Changed } from "./parts.js";
import { shown } from "./words.js";

export function Offer({ variant, readonly, giveUp, command }) {
  if (!variant.offered && !variant.gone) return null;
  const settle = (take) => {
    const ask = take && variant.offered ? giveUp : command; // the other two leave the form as it is
    return ask("offer.settle", { variant_id: variant.id, take });
  };
  const sides = variant.offered && diff(shown(variant).content.text, variant.offered.text);
  return html`<section class="offer" aria-label=${t("studio.offer.heading")}>
    <h2>${t(variant.gone ? "studio.offer.gone" : "studio.offer.heading")}</h2>
    ${sides &&
    html`<div class="sides">
      <div><h3>${t("studio.offer.yours")}</h3><${Changed} parts=${sides.before} as="del" /></div>
      <div><h3>${t("studio.offer.theirs")}</h3><${Changed} parts=${sides.after} as="ins" /></div>
    </div>`}
    ${!readonly &&
    html`<p class="row">
      <button type="button" class="button solid" onClick=${() => settle(true)}>
        ${t(variant.gone ? "studio.offer.take_gone" : "studio.offer.take")}
      </button>
      <button type="button" class="button" onClick=${() => settle(false)}>${t("studio.offer.keep")}</button>
    </p>`}
  </section>`;
}
