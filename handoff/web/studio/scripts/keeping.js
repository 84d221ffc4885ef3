/** A person's words that stay when the desk's wording changes under them. */
import { useLayoutEffect, useRef, useState } from "../../shared/hooks.js";
import { form as formOf } from "./words.js";

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** By part: what the person changed since `seen` stays, the rest is as the desk has it now. */
export const merged = (seen, mine, now) =>
  Object.fromEntries(
    Object.keys(now).map((part) => [part, same(seen[part], mine[part]) ? now[part] : mine[part]]),
  );

/** Whether both changed the same part since `seen`, each in a way of their own. */
export const parted = (seen, mine, now) =>
  Object.keys(now).some(
    (part) => ![[seen, mine], [seen, now], [mine, now]].some(([a, b]) => same(a[part], b[part])),
  );

/**
 * The editor's form over a revision that may change at any time.
 * @returns {{form: object, change: (part: object) => void, theirs: object | null,
 *   settle: (take: boolean) => void, sending: () => () => void}}  `theirs` is the revision
 *   that somebody else saved over the same part; `sending` holds what stands there now, and
 *   what it returns says that the desk has taken that: what came later is newer.
 */
export function useKept(base) {
  const [form, setForm] = useState(() => formOf(base.content));
  const [theirs, setTheirs] = useState(null);
  const seen = useRef(form);

  useLayoutEffect(() => {
    const now = formOf(base.content);
    setTheirs(parted(seen.current, form, now) ? base : null);
    setForm(merged(seen.current, form, now));
    seen.current = now;
  }, [base.id, base.edits]);

  return {
    form,
    change: (part) => setForm((before) => ({ ...before, ...part })),
    theirs,
    settle: (take) => {
      setTheirs(null);
      if (take) setForm(formOf(base.content));
    },
    sending: () => () => (seen.current = form),
  };
}
