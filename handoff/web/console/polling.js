/** How the agent protocol runs over plain HTTP. */
import { call } from "../shared/api.js";
import { pollingTransport } from "../shared/polling.js";

const NOTHING_OPEN = 1000; // ms between looks while no conversation is open

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** @returns a transport; `csrf` gives the current token for writes. */
export function agentPolling(store, csrf) {
  let cursor = 0;
  const inbox = (wait, signal) =>
    call("GET", `/api/agent/inbox?${new URLSearchParams({ cursor, wait })}`, { signal });

  return pollingTransport({
    async hello() {
      cursor = 0;
      const found = await inbox(0);
      cursor = found.cursor;
      return { inbox: found, person: store.state.person };
    },
    async command({ type, ref, data }) {
      const body = { type, ref, data };
      return (await call("POST", "/api/agent/commands", { body, csrf: csrf() })).data ?? {};
    },
    feeds: [
      async (signal) => {
        const data = await inbox(25, signal);
        cursor = data.cursor;
        return [{ type: "lists", data }];
      },
      async (signal) => {
        const { selected, view } = store.state;
        if (!selected || !view) {
          await pause(NOTHING_OPEN);
          return [];
        }
        const query = { conversation_id: selected, since: view.cursor, wait: 25 };
        const path = `/api/agent/events?${new URLSearchParams(query)}`;
        const data = await call("GET", path, { signal });
        return [{ type: "events", data: { ...data, conversation_id: selected } }];
      },
    ],
  });
}
