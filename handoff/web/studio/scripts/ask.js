/** Asking the desk while one types: after a pause, and only the newest question counts. */
import { useEffect, useState } from "../../shared/hooks.js";
import { send } from "../desk.js";

const PAUSE = 250;

/** @returns the desk's last answer to this body; null until there is one. */
export function useAnswer(path, body) {
  const [answer, setAnswer] = useState(null);
  const asked = JSON.stringify(body);
  useEffect(() => {
    const gone = new AbortController();
    const timer = setTimeout(() => {
      send(path, JSON.parse(asked), { signal: gone.signal }).then(
        (found) => gone.signal.aborted || setAnswer({ asked, found }),
        () => null, // the next keystroke asks again
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [path, asked]);
  return answer && { ...answer.found, fresh: answer.asked === asked };
}
