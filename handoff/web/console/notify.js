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

function nameOf({ signal, clock }) {
  const key = signal ? `console.signal.${signal}` : `console.clock.kind.${clock}`;
  return has(key) ? t(key) : (signal ?? t("console.clock.kind.deadline"));
}

/** @returns what alerts of one conversation are about, each thing named once. */
export const subjectOf = (alerts) => [...new Set(alerts.map(nameOf))].join(", ");

/** Tells of one conversation's alerts, seen page or not; it stays until somebody acts. */
export function notifyAlerts(alerts, open) {
  const [{ conversation_id, seq, priority }] = alerts;
  const title = `${priority ?? ""} ${subjectOf(alerts)}`.trim();
  const tag = `alert:${conversation_id}:${seq}`;
  notify(title, { body: t("console.alert.text"), tag, requireInteraction: true }, open);
}

/**
 * One message may raise alerts of several signals: those of one conversation that come
 * within `ms` of the first are told as one.
 *
 * @param {(alerts: object[]) => void} tell
 */
export function together(tell, clock, ms = 150) {
  const held = new Map();
  return (alert) => {
    const { conversation_id: id } = alert;
    if (held.has(id)) return held.get(id).push(alert);
    held.set(id, [alert]);
    clock.set(() => {
      const alerts = held.get(id);
      held.delete(id);
      tell(alerts);
    }, ms);
  };
}
