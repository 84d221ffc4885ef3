/**
 * The parts of the studio. Each has an `id` (first step of its address, and its name under
 * `studio.nav`) and a `View`, which gets the other steps of the address as `path`.
 */
import { Scripts } from "./scripts/scripts.js";

export const PAGES = [{ id: "scripts", View: Scripts }];
