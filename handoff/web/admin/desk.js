/** The admin's addresses, with the token that writes must carry. */
import { call } from "../shared/api.js";

export function createDesk() {
  let csrf = null;
  const desk = {
    onSignedOut() {},
    /** @returns {Promise<object|null>} who is signed in */
    async me() {
      const found = await call("GET", "/api/me").catch(() => null);
      csrf = found?.csrf ?? null;
      return found?.person ?? null;
    },
    async signIn(login, password) {
      const found = await call("POST", "/api/sign-in", { body: { login, password } });
      csrf = found.csrf;
      return found.person;
    },
    async signOut() {
      await ask("POST", "/api/sign-out").catch(() => null);
      desk.onSignedOut();
    },
    read: (path) => ask("GET", `/api/admin/${path}`),
    write: (path, body = {}) => ask("POST", `/api/admin/${path}`, body),
  };

  async function ask(method, path, body) {
    try {
      return await call(method, path, { body, csrf });
    } catch (refused) {
      if (refused.code === "not_signed_in") desk.onSignedOut();
      throw refused;
    }
  }

  return desk;
}
