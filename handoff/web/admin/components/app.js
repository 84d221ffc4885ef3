/** The frame: bar, sections, the one that is open. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { People } from "./people.js";
import { Policies } from "./policies.js";
import { Audit } from "./audit.js";
import { Effects } from "./effects.js";

const SECTIONS = { people: People, policies: Policies, audit: Audit, effects: Effects };

function Bar({ person, open, desk }) {
  return html`<header class="bar">
    <span class="mark" aria-hidden="true"><i></i><i></i></span>
    <b>${t("admin.title")}</b>
    <nav aria-label=${t("admin.sections")}>
      ${Object.keys(SECTIONS).map(
        (name) => html`<a key=${name} href=${`#${name}`} aria-current=${name === open ? "page" : null}>
          ${t(`admin.section.${name}`)}
        </a>`,
      )}
    </nav>
    <span class="who" dir="auto">${person.name}</span>
    <a href="/console/">${t("admin.console")}</a>
    <button type="button" class="button" onClick=${desk.signOut}>${t("console.sign_out")}</button>
  </header>`;
}

export function App({ person, section, desk }) {
  const open = Object.hasOwn(SECTIONS, section[0]) ? section[0] : "people";
  const Section = SECTIONS[open];
  const mine = person.role === "admin";
  return html`<div class="admin">
    <${Bar} person=${person} open=${open} desk=${desk} />
    <main>
      <h1>${t(`admin.section.${open}`)}</h1>
      ${mine ? html`<${Section} key=${open} rest=${section.slice(1)} desk=${desk} />` : html`<p>${t("admin.not_yours")}</p>`}
    </main>
  </div>`;
}
