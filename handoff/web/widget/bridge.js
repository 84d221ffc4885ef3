/** The panel's side of postMessage: only the embedding page, only its origin. */

const NAMES = new Set(["host.hello", "host.open", "host.close"]);

/**
 * @param {Record<string, (data: object) => void>} handlers  by message name
 * @returns {(type: string, data?: object) => void} posts to the host page
 */
export function connectHost(handlers, frame = window) {
  let host = null;
  const embedded = frame.parent !== frame;

  frame.addEventListener("message", (event) => {
    const message = event.data;
    if (!embedded || event.source !== frame.parent) return;
    if (message?.ns !== "firstline" || !NAMES.has(message.type)) return;
    host ??= event.origin; // the first hello names the host for good
    if (event.origin === host) handlers[message.type]?.(message);
  });

  return (type, data = {}) => {
    if (embedded && host) frame.parent.postMessage({ ns: "firstline", type, ...data }, host);
  };
}
