/** What differs between two texts, word by word. Pure. */

const split = (text) => text.match(/\s+|[^\s]+/g) ?? [];

/** Lengths of the longest common run of words from each pair of places on. */
function common(a, b) {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  return table;
}

const push = (side, text, changed) => {
  const last = side.at(-1);
  if (last && last.changed === changed) last.text += text;
  else side.push({ text, changed });
};

/** The parts without the blanks between two changes that would cut them in pieces. */
const joined = (parts) => {
  const side = [];
  parts.forEach(({ text, changed }, i) => {
    const between = parts[i - 1]?.changed && parts[i + 1]?.changed && !text.trim();
    push(side, text, changed || Boolean(between));
  });
  return side;
};

/**
 * @returns {{before: Part[], after: Part[]}} both texts in parts `{text, changed}`
 */
export function diff(before, after) {
  const [a, b] = [split(before), split(after)];
  const table = common(a, b);
  const sides = { before: [], after: [] };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push(sides.before, a[i++], false);
      push(sides.after, b[j++], false);
    } else if (j >= b.length || (i < a.length && table[i + 1][j] >= table[i][j + 1])) {
      push(sides.before, a[i++], true);
    } else {
      push(sides.after, b[j++], true);
    }
  }
  return { before: joined(sides.before), after: joined(sides.after) };
}
