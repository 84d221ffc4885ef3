/** One script: its wordings on the left, the chosen one in the editor. */
import { html } from "../../shared/lib.js";
import { useEffect, useRef, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { attempt, read, send, words } from "../desk.js";
import { go, link } from "../route.js";
import { toast } from "../toasts.js";
import { condition, named, shown, states } from "./words.js";
import { States } from "./parts.js";
import { Editor } from "./editor.js";

function Variant({ script, variant, current }) {
  const { content } = shown(variant);
  const detail = [content.locale, content.channel, condition(content.when) || t("studio.script.always")];
  return html`<li>
    <a
      class="line"
      href=${link("scripts", script.id, variant.id)}
      aria-current=${variant.id === current ? "true" : undefined}
    >
      <span class="head"><strong>${variant.id}</strong><${States} of=${states(variant)} /></span>
      <span class="facts">
        <span>${detail.filter(Boolean).join(" · ")}</span>
        <span>${t("studio.script.share", { n: content.share })}</span>
      </span>
    </a>
  </li>`;
}

function Side({ script, current, turns, mayWrite, onAdd }) {
  return html`<aside class="variants" aria-label=${t("studio.script.variants")}>
    <h2>${t("studio.script.variants")}</h2>
    <p class="hint">${t(turns ? "studio.script.take_turns" : "studio.script.compete")}</p>
    <ul>
      ${script.variants.map(
        (one) => html`<${Variant} key=${one.id} script=${script} variant=${one} current=${current} />`,
      )}
    </ul>
    ${mayWrite &&
    html`<button type="button" class="button" onClick=${onAdd}>${t("studio.script.add")}</button>`}
    <h3>${t("studio.script.places")}</h3>
    ${script.places.length === 0
      ? html`<p class="hint">${t("studio.script.no_places")}</p>`
      : html`<ul class="places">${script.places.map((one) => html`<li key=${one}>${one}</li>`)}</ul>`}
  </aside>`;
}

const overtaken = ({ details }) =>
  t("studio.script.overtaken", { author: details.author ?? t("studio.script.somebody") });

export function Script({ library, scriptId, variantId }) {
  const [detail, setDetail] = useState(null);
  const [error, setError] = useState(null);

  const looks = useRef(0);

  /** Looks anew; what was there stays when that fails, and a late answer counts no more. */
  const load = async () => {
    const look = ++looks.current;
    try {
      const found = await read(`/api/studio/scripts/${encodeURIComponent(scriptId)}`);
      if (look === looks.current) setDetail(found);
    } catch (refused) {
      if (!refused.code) throw refused;
      if (detail) toast(words(refused), "bad");
      else setError(words(refused));
    }
  };
  useEffect(() => {
    load();
  }, [scriptId]);

  /**
   * Asks for a change; `accepted` is told before the page looks anew.
   * @returns the revision as it is then, undefined when refused.
   */
  const command = async (type, data, { said = type, values = {}, accepted } = {}) => {
    const done = await attempt(() => send("/api/studio/commands", { type, ...data }), (refused) => {
      if (refused.code !== "conflict") return words(refused);
      load(); // the words of whoever was faster
      return type === "draft.save" ? overtaken(refused) : words(refused);
    });
    if (done === undefined) return undefined;
    accepted?.();
    toast(t(`studio.done.${said.replace(".", "_")}`, values));
    await load();
    return done ?? null;
  };

  if (error) return html`<p class="empty" role="alert">${error}</p>`;
  if (!detail) return html`<p class="empty" role="status">${t("studio.loading")}</p>`;
  const { script } = detail;
  const variant = script.variants.find((one) => one.id === variantId) ?? script.variants[0];
  const add = async () => {
    const made = await command("variant.add", {
      script_id: script.id,
      content: { ...shown(variant).content, share: 1 },
    });
    if (made) go("scripts", script.id, made.variant_id);
  };
  return html`<div class="script">
    <header>
      <a href=${link("scripts")}>${t("studio.script.back")}</a>
      <h1>${named(script.id)}</h1>
      <p class="hint">${t(`studio.purpose.${script.purpose}`)} · <code>${script.id}</code></p>
    </header>
    <div class="work">
      <${Side} script=${script} current=${variant.id} turns=${library.take_turns.includes(script.id)}
        mayWrite=${library.may_write} onAdd=${add} />
      <${Editor}
        key=${variant.id}
        library=${library}
        detail=${detail}
        variant=${variant}
        command=${command}
      />
    </div>
  </div>`;
}
