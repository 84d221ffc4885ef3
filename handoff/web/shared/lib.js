/** The one door to the vendored view library: every page imports it from here. */
import { h, render, Component } from "../vendor/preact.js";
import htm from "../vendor/htm.js";

export { render, Component };

/** Tagged template that makes view nodes; text is always a text node. */
export const html = htm.bind(h);
