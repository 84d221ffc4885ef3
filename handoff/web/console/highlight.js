/** Cuts a text where marks begin and end. Offsets count code points, as the
 * server does: an emoji is one, whatever its length in a browser's string. */

/**
 * @param {string} text
 * @param {Array<{start: number, end: number}>} marks  may overlap
 * @returns {Array<{text: string, marks: object[]}>} the whole text, in order
 */
export function segments(text, marks) {
  const points = Array.from(text);
  const inside = (n) => Math.min(points.length, Math.max(0, n));
  const cuts = new Set([0, points.length]);
  for (const { start, end } of marks) cuts.add(inside(start)).add(inside(end));
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, i) => ({
    text: points.slice(from, edges[i + 1]).join(""),
    marks: marks.filter((mark) => mark.start <= from && mark.end >= edges[i + 1]),
  }));
}
