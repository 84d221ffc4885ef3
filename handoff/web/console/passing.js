/** What the console asks for when a conversation is offered or passed on. */
import { call } from "../shared/api.js";

/**
 * @param {object} desk
 * @param {(type: string, data: object) => Promise<object|null>} desk.run  null when refused
 * @param {() => {conversation_id: string, epoch: number}} desk.held  the open conversation
 * @param {(name: string, values?: object) => void} desk.toast
 * @param {object} desk.store
 */
export function passing({ run, held, toast, store }) {
  const close = () => store.dispatch("dialog", { name: null });

  async function pass(verb, data, done) {
    const answer = await run(verb, { ...held(), ...data });
    close();
    if (answer) toast(done);
  }

  return {
    decline: async (offer) => {
      if (await run("offer.decline", { offer_id: offer.id })) toast("declined");
    },
    transfer: (target) => pass("handoff.transfer", target, "transferred"),
    escalate: (reason) => pass("handoff.escalate", { reason }, "escalated"),
    reassign: (person_id, note) => pass("handoff.reassign", { person_id, note }, "reassigned"),
    readDirectory: () => call("GET", "/api/agent/directory"),
    readWall: () => call("GET", "/api/agent/wall"),
    readRatings: (days) => call("GET", `/api/agent/ratings?days=${days}`),
  };
}
