/** What the company has decided: every policy and its version; one opened to edit. */
import { html } from "../../shared/lib.js";
import { has, t } from "../../shared/i18n.js";
import { Failure, Table, useRead, Waiting, when } from "./parts.js";
import { Policy } from "./policy.js";

const about = (name) => {
  const key = `admin.policy.${name.replace(/\.\w+$/, "")}`;
  return has(key) ? t(key) : "";
};

export const versionName = ({ version, shipped }) =>
  version === 0 ? t("admin.policies.shipped") : shipped ? t("admin.policies.back", { n: version }) : t("admin.policies.version", { n: version });

function List({ desk }) {
  const { data, error } = useRead(() => desk.read("policies"));
  if (error) return html`<${Failure} error=${error} />`;
  if (!data) return html`<${Waiting} />`;
  return html`<section>
    <p>${t("admin.policies.text")}</p>
    <${Table} label=${t("admin.section.policies")} head=${["name", "in_force", "by", "note"].map((name) => t(`admin.policies.${name}`))}>
      ${data.policies.map(
        (policy) => html`<tr key=${policy.name}>
          <th scope="row"><a href=${`#policies/${encodeURIComponent(policy.name)}`}>${policy.name}</a><small>${about(policy.name)}</small></th>
          <td>${versionName(policy)}</td>
          <td dir="auto">${policy.author}<small>${when(policy.at)}</small></td>
          <td dir="auto">${policy.note}</td>
        </tr>`,
      )}
    <//>
  </section>`;
}

export const Policies = ({ rest, desk }) =>
  rest[0] ? html`<${Policy} key=${rest[0]} name=${rest[0]} desk=${desk} />` : html`<${List} desk=${desk} />`;
