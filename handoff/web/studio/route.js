/** The address: `#/scripts/utter_greet` is the page `scripts` with one step more. */
import { signal } from "../shared/signals.js";

const parts = () =>
  location.hash
    .replace(/^#\/?/, "")
    .split("/")
    .filter(Boolean)
    .map((part) => decodeURIComponent(part));

/** The steps of the address, such as `["scripts", "utter_greet"]`. */
export const route = signal(parts());

let guard = null;
let shown = location.hash;

/** Asks this before the address changes or the page is left; null takes it away. */
export const guardLeaving = (ask) => (guard = ask);

/** @returns whether nothing is lost by leaving, or the person says that it may be. */
export const mayLeave = () => !guard || guard();

addEventListener("beforeunload", (event) => guard && event.preventDefault());

/** @returns the link to these steps. */
export const link = (...steps) => `#/${steps.map(encodeURIComponent).join("/")}`;

/** Goes there, as a click on the link would. */
export const go = (...steps) => (location.hash = link(...steps));

addEventListener("hashchange", () => {
  if (location.hash === shown) return;
  if (!mayLeave()) {
    history.replaceState(null, "", shown || "#/");
    return;
  }
  guard = null;
  shown = location.hash;
  route.value = parts();
});
