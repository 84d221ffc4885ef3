/** An order as the shop's system tells it, in lines that people read. Pure. */
import { has, language, t } from "../shared/i18n.js";

const SHOWN = [
  "number", "items", "status", "ordered_on", "promised_on", "delivered_on", "carrier", "total", "refund",
];

const isDay = (value) => /^\d{4}-\d{2}-\d{2}$/.test(value);

const day = (value) =>
  new Date(`${value}T00:00:00Z`).toLocaleDateString(language(), { dateStyle: "medium", timeZone: "UTC" });

function money(amount, currency) {
  try {
    return amount.toLocaleString(language(), { style: "currency", currency });
  } catch {
    return `${amount} ${currency ?? ""}`.trim(); // a currency that nobody knows
  }
}

function words(name, value, order) {
  if (value == null || value === "") return null;
  if (Array.isArray(value)) return value.map((item) => item?.name ?? item).join(", ");
  if (typeof value === "number" && name === "total") return money(value, order.currency);
  if (typeof value === "object") return null;
  if (isDay(value)) return day(value);
  const status = `shop.status.${value}`;
  return name === "status" && has(status) ? t(status) : String(value);
}

/** @returns {Array<{name: string, label: string, value: string}>} what is known of it */
export const orderPairs = (order) =>
  SHOWN.map((name) => ({
    name,
    label: t(`console.order.${name}`),
    value: words(name, order[name], order),
  })).filter((pair) => pair.value);
