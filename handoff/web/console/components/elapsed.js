/** Time that ticks: only these words are drawn again each second. */
import { html } from "../../shared/lib.js";
import { signal } from "../../shared/signals.js";
import { since } from "../../shared/time.js";

export const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), 1000);

/** How long since `at`, an ISO time. */
export const Elapsed = ({ at }) =>
  at ? html`<time datetime=${at}>${since(at, now.value)}</time>` : null;
