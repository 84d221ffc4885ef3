/** Line icons in lucide's manner (24 units, stroke 2), drawn as paths. */
import { html } from "./lib.js";

/** @returns a decorative icon; the words beside it carry the meaning. */
export const icon = (path) =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;

export const CLOSE = "M6 6l12 12M18 6L6 18";
export const SEND = "M5 12h14M13 6l6 6-6 6";
export const PERSON = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4.4 3.6-7 8-7s8 2.6 8 7";
export const CHECK = "M5 12.5l4.5 4.5L19 7.5";
export const CLOCK = "M12 7v5l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z";
export const ALERT = "M12 8v5M12 16.5v.1M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z";
export const BOT =
  "M12 4v3M6 7h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2zM9 12v2M15 12v2";
