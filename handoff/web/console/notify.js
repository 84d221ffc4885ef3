/** Desktop notifications: only plain text, never a customer's words. */
import { has, t } from "../shared/i18n.js";

/** @returns granted, denied, default, or unsupported. */
export const permission = () =>
  "Notification" in window ? Notification.permission : "unsupported";

/** Asks once; must be called from a click. */
export const askPermission = () => Notification.requestPermission();

function notify(title, options, open) {
  if (permission() !== "granted") return;
  const notification = new Notification(title, options);
  notification.onclick = () => {
    window.focus();
    open();
    notification.close();
  };
}

/** Tells that a conversation waits, while the page is not seen; a click brings it up. */
export function notifyQueued(item, open) {
  if (!document.hidden) return;
  const title = t("console.notify_title", { priority: item.priority ?? "", team: item.team?.name ?? "" });
  notify(title, { body: item.reason_sentence ?? "", tag: item.conversation_id }, open);
}

/** Tells that this person is asked to take a conversation; it stays until they answer. */
export function notifyOffered(item, open) {
  if (!document.hidden) return;
  const title = t("console.offer.notify", { priority: item.priority ?? "", team: item.team?.name ?? "" });
  const tag = `offer:${item.offer.id}`;
  notify(title, { body: item.reason_sentence ?? "", tag, requireInteraction: true }, open);
}

/** Tells of an alert, seen page or not; it stays until somebody acts. */
export function notifyAlert({ conversation_id, seq, priority, signal, clock }, open) {
  const key = signal ? `console.signal.${signal}` : `console.clock.kind.${clock}`;
  const name = has(key) ? t(key) : (signal ?? t("console.clock.kind.deadline"));
  const title = `${priority ?? ""} ${name}`.trim();
  const tag = `alert:${conversation_id}:${seq}`;
  notify(title, { body: t("console.alert.text"), tag, requireInteraction: true }, open);
}
