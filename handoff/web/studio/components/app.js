/** The frame of every page: sign-in, or bar, the page itself, and news. */
import { html } from "../../shared/lib.js";
import { t } from "../../shared/i18n.js";
import { SignIn } from "../../shared/signin.js";
import { ended, me, signIn, signOut } from "../desk.js";
import { PAGES } from "../pages.js";
import { link, mayLeave, route } from "../route.js";
import { Toasts } from "../toasts.js";

const READERS = ["editor", "admin", "supervisor"];

function Bar({ person, page }) {
  return html`<header class="topbar">
    <p class="brand">
      <span class="mark" aria-hidden="true"><i></i><i></i></span>
      <span>${t("studio.title")}</span>
    </p>
    <nav aria-label=${t("studio.nav_label")}>
      ${PAGES.map(
        ({ id }) => html`<a key=${id} href=${link(id)} aria-current=${page?.id === id ? "page" : undefined}>
          ${t(`studio.nav.${id}`)}
        </a>`,
      )}
    </nav>
    <p class="me"><bdi>${person.name}</bdi></p>
    <a class="button quiet" href="/console/">${t("studio.console")}</a>
    <button type="button" class="button quiet" onClick=${() => mayLeave() && signOut()}>${t("studio.sign_out")}</button>
  </header>`;
}

function Page({ page, path }) {
  if (!page) return html`<main class="page"><p class="empty">${t("studio.nothing_here")}</p></main>`;
  return html`<main class="page"><${page.View} key=${page.id} path=${path} /></main>`;
}

export function App() {
  const person = me.value;
  const [id = PAGES[0].id, ...path] = route.value;
  if (!person) return html`<${SignIn} title=${t("studio.title")} signIn=${signIn} />`;
  const page = PAGES.find((one) => one.id === id);
  const allowed = READERS.includes(person.role);
  return html`${ended.value &&
    html`<${SignIn} title=${t("studio.title")} text=${t("studio.ended")} signIn=${signIn} />`}
    <div class="studio" key=${person.id} hidden=${ended.value}>
      <${Bar} person=${person} page=${page} />
      ${allowed
        ? html`<${Page} page=${page} path=${path} />`
        : html`<main class="page"><p class="empty">${t("studio.no_access")}</p></main>`}
      <${Toasts} />
    </div>`;
}
