/** Who is signed in, and asking the desk: every page of the studio comes through here. */
import { call } from "../shared/api.js";
import { has, t } from "../shared/i18n.js";
import { signal } from "../shared/signals.js";
import { toast } from "./toasts.js";

/** The person signed in; null when nobody is. */
export const me = signal(null);
/** Whether the desk has ended their session: the page stays as it is until they are back. */
export const ended = signal(false);
let csrf = null;

/** Finds out who is signed in. */
export async function begin() {
  const found = await call("GET", "/api/me").catch(() => null);
  csrf = found?.csrf ?? null;
  me.value = found?.person ?? null;
  ended.value = false;
}

export async function signIn(login, password) {
  await call("POST", "/api/sign-in", { body: { login, password } });
  await begin();
}

export async function signOut() {
  await call("POST", "/api/sign-out", { csrf }).catch(() => null);
  me.value = null;
}

const leaving = (refused) => {
  if (refused.code === "not_signed_in") ended.value = true;
  throw refused;
};

/** @returns what the desk answers to a GET; throws Refused. */
export const read = (path) => call("GET", path).catch(leaving);

/** @returns what the desk answers to a POST with this body; throws Refused. */
export const send = (path, body, options = {}) =>
  call("POST", path, { body, csrf, ...options }).catch(leaving);

/** @returns what the desk answers to a PUT with this body; throws Refused. */
export const put = (path, body) => call("PUT", path, { body, csrf }).catch(leaving);

/** The words for a refusal. */
export function words({ code, message }) {
  const name = `studio.error.${code}`;
  return t(has(name) ? name : "studio.error.other", { message });
}

/** Does it, and says in a toast what went wrong; @returns undefined then. */
export async function attempt(work, said = words) {
  try {
    return await work();
  } catch (refused) {
    if (!refused.code) throw refused;
    if (refused.code !== "not_signed_in") toast(said(refused), "bad");
    return undefined;
  }
}
