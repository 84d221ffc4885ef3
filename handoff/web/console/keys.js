/** Keyboard shortcuts: single keys, off while one writes, and can be turned off. */
import { neighbour } from "./select.js";

const OFF = "firstline.console.keys_off";

export const keysAreOn = () => localStorage.getItem(OFF) === null;

export function turnKeys(on) {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}

const writes = (node) => node.closest?.("input, textarea, select, dialog, [contenteditable]");

const focusComposer = () =>
  requestAnimationFrame(() => document.querySelector(".composer textarea")?.focus());

const move = (step) => (store, actions) => {
  const next = neighbour(store.state, step);
  if (next) actions.select(next);
};

/** Key -> what it does; the help dialog lists the same keys. */
export const KEYS = {
  j: move(1),
  k: move(-1),
  a(store, actions) {
    const { snapshot } = store.state.view ?? {};
    if (snapshot?.status === "queued") actions.accept(snapshot.handoff.handoff_id);
  },
  r(store, actions) {
    actions.dispatch("mode", { name: "reply" });
    focusComposer();
  },
  n(store, actions) {
    actions.dispatch("mode", { name: "note" });
    focusComposer();
  },
  "?"(store, actions) {
    actions.dispatch("dialog", { name: "help" });
  },
};

export function listenToKeys(store, actions) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (store.state.phase !== "ready" || writes(event.target)) return;
    if (!Object.hasOwn(KEYS, event.key) || !keysAreOn()) return;
    event.preventDefault();
    KEYS[event.key](store, actions);
  });
}
