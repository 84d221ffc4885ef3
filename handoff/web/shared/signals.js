/** The one door to the vendored signals, for pages that many clocks tick on. */
export { signal, computed, effect, batch } from "../vendor/signals.js";
