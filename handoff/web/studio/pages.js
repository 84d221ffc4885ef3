/**
 * The parts of the studio. Each has an `id` (first step of its address, and its name under
 * `studio.nav`) and a `View`, which gets the other steps of the address as `path`.
 */
import { Answers } from "./learning/answers.js";
import { Questions } from "./learning/questions.js";
import { Replays } from "./learning/replay.js";
import { Trainings } from "./learning/training.js";
import { Scripts } from "./scripts/scripts.js";

export const PAGES = [
  { id: "scripts", View: Scripts },
  { id: "questions", View: Questions },
  { id: "answers", View: Answers },
  { id: "training", View: Trainings },
  { id: "replay", View: Replays },
];
