/** Pure helpers of the script pages: names, states, conditions, spans. */

/** `utter_late_delivery` as people read it: `late delivery`. */
export const named = (id) => id.replace(/^utter_/, "").replaceAll("_", " ");

/** What is true of a variant now, the most pressing first. */
export function states(variant) {
  const found = [];
  if (variant.offered || variant.gone) found.push("offered");
  if (variant.open) found.push(variant.open.state);
  if (variant.coming) found.push("scheduled");
  if (variant.live) found.push("published");
  return found.length ? found : [variant.latest.state === "discarded" ? "discarded" : "retired"];
}

/** The revision that an editor opens: what is worked on, else said, else last. */
export const shown = (variant) => variant.open ?? variant.live ?? variant.coming ?? variant.latest;

/** A condition in one line: `order state: late, on_time`. */
export const condition = (when) =>
  Object.entries(when ?? {})
    .map(([name, wanted]) => `${name.replaceAll("_", " ")}: ${spell(wanted)}`)
    .join("; ");

/** A condition's value as one types it. */
export const spell = (wanted) => (Array.isArray(wanted) ? wanted.join(", ") : String(wanted));

function value(word) {
  if (word === "true" || word === "false") return word === "true";
  return /^-?\d+$/.test(word) ? Number(word) : word;
}

/** What was typed as a condition's value: one word, or several between commas. */
export function parse(typed) {
  const words = typed.split(",").map((word) => word.trim()).filter(Boolean).map(value);
  return words.length > 1 ? words : (words[0] ?? "");
}

/** The names in braces, each once, in their order. */
export const placeholders = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))];

/** A span of code points, as the desk counts, in the units that pages count in. */
export function span(text, start, end) {
  const points = Array.from(text);
  const before = points.slice(0, start).join("").length;
  return [before, before + points.slice(start, end).join("").length];
}

/** The text cut at its findings: `{text, severity}`, the worst where they overlap. */
export function marked(text, findings) {
  const worst = ["error", "warning", "hint"];
  const spans = findings
    .map((one) => ({ at: span(text, one.start, one.end), severity: one.severity }))
    .filter(({ at: [start, end] }) => end > start && end - start < text.length);
  const cuts = [...new Set([0, text.length, ...spans.flatMap(({ at }) => at)])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, i) => {
    const over = spans.filter(({ at }) => at[0] <= start && start < at[1]).map((one) => one.severity);
    return { text: text.slice(start, cuts[i + 1]), severity: worst.find((one) => over.includes(one)) ?? null };
  });
}

/** The content of an editor's form, as the desk takes it. */
export const content = (form) => ({
  text: form.text,
  locale: form.locale,
  channel: form.channel || null,
  buttons: form.buttons,
  when: form.conditions.length
    ? Object.fromEntries(form.conditions.map(({ name, typed }) => [name, parse(typed)]))
    : null,
  share: form.share,
});

/** The editor's form for a content. */
export const form = (content) => ({
  text: content.text,
  locale: content.locale,
  channel: content.channel ?? "",
  buttons: content.buttons.map(({ title, text }) => ({ title, text })),
  conditions: Object.entries(content.when ?? {}).map(([name, wanted]) => ({ name, typed: spell(wanted) })),
  share: content.share,
});
