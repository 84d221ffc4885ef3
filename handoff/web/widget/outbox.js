/** What must outlive a reload: the token, the conversation, unsent messages. */
import { newId } from "../shared/ids.js";

const KEY = "firstline.";
const UNSENT = "unsent.";

/** A storage that never throws: private windows may refuse the real one. */
export function createKeep(storage) {
  const memory = new Map();
  return {
    get(name) {
      try {
        return JSON.parse(storage.getItem(KEY + name)) ?? null;
      } catch {
        return memory.get(name) ?? null;
      }
    },
    set(name, value) {
      memory.set(name, value);
      try {
        if (value === null) storage.removeItem(KEY + name);
        else storage.setItem(KEY + name, JSON.stringify(value));
      } catch {
        // Full or forbidden: the memory copy serves this page view.
      }
    },
    /** The kept names that begin with `prefix`. */
    names(prefix) {
      const keys = Array.from({ length: storage?.length ?? 0 }, (_, i) => storage.key(i));
      return keys.filter((k) => k.startsWith(KEY + prefix)).map((k) => k.slice(KEY.length));
    },
  };
}

/**
 * Sends what is pending, one message at a time and in order, so that a first
 * message is stored before the next is sent. A message leaves only by its ack.
 */
export class Outbox {
  #busy = false;
  #saved = new Set();

  /**
   * @param {object} store  the panel's store
   * @param {(message) => Promise<object>} send  resolves with the ack
   * @param {{keep: object, clock: object, now: () => number}} seams
   */
  constructor(store, send, { keep, clock, now }) {
    Object.assign(this, { store, send, keep, clock, now });
    const kept = keep.names(UNSENT).map((name) => keep.get(name));
    for (const message of kept.sort((a, b) => (a.at < b.at ? -1 : 1)))
      store.dispatch("pending.added", { message });
    store.subscribe(() => this.#save());
  }

  add(text, conversation_id) {
    const at = new Date(this.now()).toISOString();
    const message = { cmid: newId(), text, at, conversation_id };
    this.store.dispatch("pending.added", { message });
    this.#save();
    return this.flush();
  }

  retry(cmid) {
    this.store.dispatch("pending.failed", { cmid, status: "queued" });
    return this.flush();
  }

  async flush() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#next(); next; next = this.#next())
        if (!(await this.#sendOne(next))) break;
    } finally {
      this.#busy = false;
    }
  }

  #next() {
    return this.store.state.pending.find((message) => message.status === "queued");
  }

  async #sendOne(message) {
    const { cmid } = message;
    this.store.dispatch("pending.sending", { cmid });
    try {
      const ack = await this.send(message);
      this.store.dispatch("pending.acked", { cmid, ack });
      return true;
    } catch (error) {
      return this.#failed(cmid, error);
    }
  }

  /** @returns true when the messages behind this one may still be sent. */
  #failed(cmid, error) {
    const failed = (status, more) =>
      this.store.dispatch("pending.failed", { cmid, status, ...more });
    if (error.code === "disconnected") {
      failed("queued"); // the next ready sends it again under the same id
      return false;
    }
    if (error.code === "rate_limited") {
      const seconds = Math.max(1, Math.ceil(error.details.retry_after ?? 1));
      failed("limited", { seconds });
      this.clock.set(() => this.retry(cmid), seconds * 1000);
      return false;
    }
    failed("failed", { code: error.code ?? "internal" });
    return true;
  }

  /** Each message under its own name: other tabs keep theirs in the same place. */
  #save() {
    const unsent = this.store.state.pending.filter((message) => message.status !== "sent");
    const ids = new Set(unsent.map((message) => message.cmid));
    for (const cmid of this.#saved) if (!ids.has(cmid)) this.keep.set(UNSENT + cmid, null);
    for (const { cmid, text, at, conversation_id } of unsent)
      if (!this.#saved.has(cmid)) this.keep.set(UNSENT + cmid, { cmid, text, at, conversation_id });
    this.#saved = ids;
  }
}
