/** JSON over HTTP; every failure is a Refused with the server's own code. */
import { Refused } from "./refused.js";

/**
 * @param {string} method
 * @param {string} path
 * @param {{body?: object, token?: string, csrf?: string, signal?: AbortSignal}} [o]
 * @returns {Promise<any>} the parsed answer, null when it is empty
 */
export async function call(method, path, o = {}) {
  const headers = {};
  if (o.body) headers["Content-Type"] = "application/json";
  if (o.token) headers.Authorization = `Bearer ${o.token}`;
  if (o.csrf) headers["X-CSRF-Token"] = o.csrf;
  const body = o.body && JSON.stringify(o.body);
  let response, text;
  try {
    response = await fetch(path, { method, headers, body, signal: o.signal });
    text = await response.text();
  } catch {
    throw new Refused({ code: "disconnected" }); // no network, or aborted
  }
  let data = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    throw new Refused({ code: "internal", message: `HTTP ${response.status}` });
  }
  if (response.ok) return data;
  throw new Refused(data?.error ?? { code: "internal" });
}
