/** The one door to the vendored hooks; the widget does without their weight. */
export { useState, useEffect, useLayoutEffect, useMemo, useRef } from "../vendor/hooks.js";
