/** The one door to the vendored view library: every page imports it from here. */
import { h, render, Fragment } from "../vendor/preact.js";
import htm from "../vendor/htm.js";

export { render, Fragment };
export {
  useState,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from "../vendor/hooks.js";

/** Tagged template that makes view nodes; text is always a text node. */
export const html = htm.bind(h);
