/** Desktop notifications: only plain text, only while the page is not seen. */
import { t } from "../shared/i18n.js";

/** @returns granted, denied, default, or unsupported. */
export const permission = () =>
  "Notification" in window ? Notification.permission : "unsupported";

/** Asks once; must be called from a click. */
export const askPermission = () => Notification.requestPermission();

/** Tells that a conversation waits; a click on it brings it up. */
export function notifyQueued(item, open) {
  if (!document.hidden || permission() !== "granted") return;
  const notification = new Notification(
    t("console.notify_title", { priority: item.priority ?? "", team: item.team?.name ?? "" }),
    { body: item.reason_sentence ?? "", tag: item.conversation_id },
  );
  notification.onclick = () => {
    window.focus();
    open();
    notification.close();
  };
}
