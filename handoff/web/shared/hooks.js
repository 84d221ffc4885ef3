/** The one door to the vendored hooks; the widget does without their weight. */
export { useContext, useState, useEffect, useLayoutEffect, useMemo, useRef } from "../vendor/hooks.js";
export { createContext } from "../vendor/preact.js";
