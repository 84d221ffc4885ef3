/** Every wording there was: by whom, when, and what differs from the one in the editor. */
import { html } from "../../shared/lib.js";
import { useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { diff } from "./diff.js";
import { Changed, States, moment } from "./parts.js";

function Compare({ revision, text }) {
  const { before, after } = diff(revision.content.text, text);
  if (revision.content.text === text) return html`<p class="hint">${t("studio.history.same")}</p>`;
  return html`<div class="sides">
    <div>
      <h3>${t("studio.history.before", { n: revision.number })}</h3>
      <${Changed} parts=${before} as="del" />
    </div>
    <div>
      <h3>${t("studio.history.now")}</h3>
      <${Changed} parts=${after} as="ins" />
    </div>
  </div>`;
}

function facts(revision) {
  const said = [revision.author ?? t("studio.history.files"), moment(revision.changed_at)];
  if (revision.publisher) said.push(t("studio.history.published_by", { name: revision.publisher }));
  if (revision.publish_at && new Date(revision.publish_at) > new Date())
    said.push(t("studio.history.from", { time: moment(revision.publish_at) }));
  if (revision.retire_at) said.push(t("studio.history.until", { time: moment(revision.retire_at) }));
  if (revision.note && !revision.note.startsWith("guard:")) said.push(revision.note);
  return said.join(" · ");
}

export function History({ revisions, text, readonly, busy, onRestore }) {
  const [compared, compare] = useState(null);
  return html`<section class="history" aria-label=${t("studio.history.heading")}>
    <h2>${t("studio.history.heading")}</h2>
    <ol>
      ${revisions.map(
        (revision) => html`<li key=${revision.number}>
          <p class="head">
            <strong>${t("studio.history.number", { n: revision.number })}</strong>
            <${States} of=${[revision.state]} />
            <span class="hint">${facts(revision)}</span>
          </p>
          <p class="words" dir="auto">${revision.content.text}</p>
          <p class="row">
            <button type="button" class="link" aria-expanded=${compared === revision.number}
              onClick=${() => compare(compared === revision.number ? null : revision.number)}>
              ${t("studio.history.compare")}<span class="unseen"> ${t("studio.history.number", { n: revision.number })}</span>
            </button>
            ${!readonly &&
            !busy &&
            html`<button type="button" class="link" onClick=${() => onRestore(revision.number)}>
              ${t("studio.history.restore")}<span class="unseen"> ${t("studio.history.number", { n: revision.number })}</span>
            </button>`}
          </p>
          ${compared === revision.number && html`<${Compare} revision=${revision} text=${text} />`}
        </li>`,
      )}
    </ol>
  </section>`;
}
