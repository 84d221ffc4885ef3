/** The one error of the wire: a code, words for a log, and details by code. */
export class Refused extends Error {
  /** @param {{code: string, message?: string, details?: object}} error */
  constructor({ code, message = "", details }) {
    super(message || code);
    this.code = code;
    this.details = details ?? {};
  }
}
