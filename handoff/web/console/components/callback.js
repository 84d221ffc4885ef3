/** What the customer was promised by a second door, and what became of a call. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { CLOCK, icon } from "../../shared/icon.js";
import { promised } from "../../shared/time.js";

/** @param {{snapshot: object, person: object, actions: object}} p */
export function CallBack({ snapshot, person, actions }) {
  const door = snapshot?.door;
  if (!door || snapshot.status === "closed") return null;
  const { kind, phone, email, tries } = door;
  const calls = kind === "call_back" && door.state === "open";
  const mine = calls && snapshot.status === "assigned" && snapshot.owner.id === person.id;
  const { conversation_id, epoch } = snapshot;
  const note = (reached) => actions.ask("call_back.note", { conversation_id, epoch, reached });
  const at = door.due_at && promised(door.due_at);
  return html`<section class="door" aria-label=${t("console.door.label")}>
    ${icon(CLOCK)}
    <p>
      ${t(`console.door.${kind}`, { at, email })}
      ${" "}${phone && html`<a href=${`tel:${phone.replace(/[^+\d]/g, "")}`}>${phone}</a>`}
      ${tries > 0 && html`<small>${t("console.door.tries", { n: tries })}</small>`}
      ${!calls && html`<small>${t(`console.door.state.${door.state}`)}</small>`}
    </p>
    ${mine && html`<button type="button" class="button solid" onClick=${() => note(true)}>${t("console.door.reached")}</button>
      <button type="button" class="button" onClick=${() => note(false)}>${t("console.door.missed")}</button>`}
  </section>`;
}
