/** Words come from catalogues (data/locales); code holds only their names. */

let words = {};
let plurals = new Intl.PluralRules("en");
let locale = "en";

/** Makes `t` speak this catalogue. */
export function useCatalogue(catalogue, language = "en") {
  words = catalogue;
  locale = language;
  plurals = new Intl.PluralRules(language);
}

/** Fetches catalogues (later ones win by top-level name); `t` then speaks them. */
export async function loadWords(paths, language = "en") {
  const parts = await Promise.all(paths.map(async (path) => (await fetch(path)).json()));
  useCatalogue(
    parts.reduce((all, part) => {
      const joined = { ...all };
      for (const key of Object.keys(part)) joined[key] = { ...all[key], ...part[key] };
      return joined;
    }, {}),
    language,
  );
}

export const language = () => locale;

const find = (name) =>
  name.split(".").reduce((at, key) => (Object.hasOwn(at ?? {}, key) ? at[key] : null), words);

/** @returns the list under this name; empty when there is none. */
export const list = (name) => find(name) ?? [];

/** @returns true when the catalogue has these words. */
export const has = (name) => find(name) !== null;

/**
 * @param {string} name  dotted path, such as `widget.send`
 * @param {object} [values]  for `{placeholders}`; `n` also picks the plural form
 * @returns {string} the words, or the name itself when they are missing
 */
export function t(name, values = {}) {
  let found = find(name);
  if (found && typeof found === "object")
    found = found[plurals.select(values.n)] ?? found.other;
  if (typeof found !== "string") return name;
  return found.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}
