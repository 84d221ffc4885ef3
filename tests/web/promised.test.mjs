import assert from "node:assert/strict";
import { test } from "node:test";
import { clockTone } from "../../handoff/web/console/promised.js";
import { reduce, initial } from "../../handoff/web/console/state.js";

const at = (minute) => Date.UTC(2026, 10, 22, 6, minute);
const iso = (minute) => new Date(at(minute)).toISOString();
const clock = { kind: "first_response", state: "running", started_at: iso(0), due_at: iso(20), breached_at: null };

test("a clock is fine, then soon due in its last quarter, then late", () => {
  assert.equal(clockTone(clock, at(5)), "fine");
  assert.equal(clockTone(clock, at(16)), "soon");
  assert.equal(clockTone(clock, at(21)), "late");
});

test("a paused clock is held unless it was breached before", () => {
  const paused = { ...clock, state: "paused", due_at: null };
  assert.equal(clockTone(paused, at(50)), "held");
  assert.equal(clockTone({ ...paused, breached_at: iso(20) }, at(50)), "late");
});

test("clocks that moved replace those of the line and of the open conversation", () => {
  const open = { ...initial, selected: "c", view: { snapshot: { clocks: [] }, events: [] } };
  const moved = reduce(open, { type: "clocks", data: { conversation_id: "c", clocks: [clock] } });
  assert.deepEqual(moved.clocks.c, clock);
  assert.deepEqual(moved.view.snapshot.clocks, [clock]);
  const gone = reduce(moved, { type: "clocks", data: { conversation_id: "c", clocks: [] } });
  assert.equal(gone.clocks.c, undefined);
});
