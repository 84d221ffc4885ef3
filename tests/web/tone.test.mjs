/** Hints in the composer put other words in the very place of those they find. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { replaced } from "../../handoff/web/console/components/tone.js";

test("a hint's words take the place of those it found, whatever stands before", () => {
  const hint = { start: 2, end: 11, rewrite: "take your time" };

  assert.equal(replaced("😀 calm down, please", hint), "😀 take your time, please");
});
