/** The supervisor's wall: every queue, everybody at work, how honest the waits were. */
import { html } from "../../shared/lib.js";
import { useEffect, useState } from "../../shared/hooks.js";
import { t } from "../../shared/i18n.js";
import { waitRange } from "../../shared/time.js";
import { Elapsed } from "./elapsed.js";
import { Dialog } from "./parts.js";

const EVERY = 3000;

/** The wall, read again every few seconds while it is open. */
function useWall(actions) {
  const [wall, setWall] = useState(null);
  useEffect(() => {
    let timer = null;
    const look = async () => {
      await actions.readWall().then(setWall, () => null);
      timer = setTimeout(look, EVERY);
    };
    look();
    return () => clearTimeout(timer);
  }, []);
  return wall;
}

/** Figures beside what they are of: 8 of 10 (80 %). */
const share = (part, count) =>
  count ? t("console.wall.share", { part, count, percent: Math.round((part / count) * 100) }) : "–";

const Head = ({ names }) =>
  html`<thead><tr>${names.map((name) => html`<th key=${name} scope="col">${t(`console.wall.${name}`)}</th>`)}</tr></thead>`;

const Queues = ({ queues }) => html`<table>
  <caption>${t("console.wall.queues")}</caption>
  <${Head} names=${["team", "waiting", "longest", "online", "told", "kept"]} />
  <tbody>
    ${queues.map(
      (one) => html`<tr key=${one.team.id}>
        <th scope="row" dir="auto">${one.team.name}</th>
        <td>${one.waiting}</td>
        <td>${one.longest_since ? html`<${Elapsed} at=${one.longest_since} />` : "–"}</td>
        <td>${one.online}</td>
        <td>${waitRange(one.wait)}</td>
        <td>${share(one.calibration.held, one.calibration.count)}</td>
      </tr>`,
    )}
  </tbody>
</table>`;

const Colleagues = ({ people }) => html`<table>
  <caption>${t("console.wall.people")}</caption>
  <${Head} names=${["name", "presence", "tier", "load", "holds", "asked", "idle"]} />
  <tbody>
    ${people.map(
      (one) => html`<tr key=${one.person.id}>
        <th scope="row" dir="auto">${one.person.name}</th>
        <td><span class=${`state ${one.presence}`}>${t(`console.presence.${one.presence}`)}</span></td>
        <td>${t(`console.tier.${one.tier}`)}</td>
        <td>${t("console.load_short", one)}</td>
        <td>${one.held}</td>
        <td>${one.offered}</td>
        <td>${one.presence === "online" && one.idle_since > "2001" ? html`<${Elapsed} at=${one.idle_since} />` : "–"}</td>
      </tr>`,
    )}
  </tbody>
</table>`;

export function WallDialog({ close, actions }) {
  const wall = useWall(actions);
  return html`<${Dialog} title=${t("console.wall.title")} close=${close} wide>
    <div class="wall" tabindex="0" role="region" aria-label=${t("console.wall.title")}>
      ${wall
        ? html`<${Queues} queues=${wall.queues} />
            <${Colleagues} people=${wall.people} />
            <p class="hint">${t("console.wall.promise", {
              kept: share(wall.calibration.held, wall.calibration.count),
              inside: share(wall.calibration.inside, wall.calibration.count),
            })}</p>`
        : html`<p>${t("console.loading")}</p>`}
    </div>
    <div class="buttons"><button type="button" class="button" onClick=${close}>${t("console.close")}</button></div>
  <//>`;
}
