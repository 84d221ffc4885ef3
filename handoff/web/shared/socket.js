/**
 * A connection that heals itself. It knows no page and no socket: it is given
 * transports (first choice first), what to say on hello, and a clock.
 */
import { Refused } from "./refused.js";

const ANSWER_WITHIN = 10_000; // the server closes a silent hello after 10 s too
const FALL_BACK_AFTER = 2; // failed tries of the first transport in a row
const CLIMB_BACK_AFTER = [1_000, 60_000]; // on the fallback: then try the first again
const FLOOR = 500;
const CEILING = 30_000;
const RESTART = 3_000; // a desk that comes back after a restart is found within this
const RESTART_TRIES = 8;

/** @returns milliseconds to wait before try `n` (0, 1, ..): full jitter. */
export function backoff(n, random) {
  const slow = n < RESTART_TRIES ? RESTART : RESTART * 2 ** (n - RESTART_TRIES + 1);
  const most = Math.min(CEILING, slow, FLOOR * 2 ** (n + 1));
  return Math.round(FLOOR + random() * (most - FLOOR));
}

export const realClock = {
  set: (f, ms) => setTimeout(f, ms),
  clear: (timer) => clearTimeout(timer),
  random: Math.random,
};

/** A transport over a WebSocket; unreadable frames close it. */
export const socketTransport =
  (url, Socket = WebSocket) =>
  ({ onOpen, onFrame, onClose }) => {
    const socket = new Socket(url);
    socket.onopen = onOpen;
    socket.onclose = (event) => onClose(event.code);
    socket.onmessage = (event) => {
      try {
        onFrame(JSON.parse(event.data));
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        socket.close();
      }
    };
    return {
      send: (frame) => socket.send(JSON.stringify(frame)),
      close: () => {
        socket.onclose = socket.onmessage = null;
        socket.close();
      },
    };
  };

/**
 * Statuses told to `onStatus(status, ms)`: connecting, live, polling (on a
 * fallback), waiting (next try in `ms`), stopped (the hello was refused).
 */
export class Link {
  #options;
  #clock;
  #transport = null;
  #asked = new Map();
  #ref = 0;
  #failures = 0;
  #climbs = 0;
  #ready = false;
  #timer = null;
  #running = false;

  constructor(options) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
  }

  get ready() {
    return this.#ready;
  }

  start() {
    this.#running = true;
    this.#connect();
  }

  stop() {
    this.#running = false;
    this.#drop();
  }

  /** Tries at once when it was waiting (the network is back, the tab is seen). */
  wake() {
    if (this.#running && !this.#transport) this.#connect();
  }

  /** Drops what is open and says hello afresh. */
  restart() {
    if (!this.#running) return;
    this.#drop();
    this.#connect();
  }

  /** Resolves with the ack's data; rejects with Refused. */
  request(type, data) {
    if (!this.#ready) return Promise.reject(new Refused({ code: "disconnected" }));
    return this.#ask(type, data);
  }

  #ask(type, data) {
    const ref = String(++this.#ref);
    return new Promise((resolve, reject) => {
      const timer = this.#clock.set(() => this.#closed(), ANSWER_WITHIN);
      this.#asked.set(ref, { resolve, reject, timer });
      this.#transport.send({ type, ref, data });
    });
  }

  #connect() {
    this.#clock.clear(this.#timer);
    const { transports, onStatus } = this.#options;
    const last = transports.length - 1;
    const choice = this.#failures < FALL_BACK_AFTER ? 0 : last;
    onStatus("connecting");
    const mine = (f) => (value) => this.#transport === transport && f(value);
    const transport = {};
    this.#transport = transport;
    Object.assign(
      transport,
      transports[choice]({
        onOpen: mine(() => this.#hello(choice)),
        onFrame: mine((frame) => this.#frame(frame)),
        onClose: mine((code) => this.#closed(code)),
      }),
    );
    this.#timer = this.#clock.set(() => this.#closed(), ANSWER_WITHIN);
  }

  async #hello(choice) {
    this.#clock.clear(this.#timer);
    const { hello, onReady, onRefused, onStatus } = this.#options;
    try {
      const data = await this.#ask("session.hello", hello());
      this.#ready = true;
      if (choice === 0) this.#failures = this.#climbs = 0;
      else this.#climbLater();
      onStatus(choice === 0 ? "live" : "polling");
      onReady(data);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.code === "disconnected") return; // #closed already goes on
      if (["unavailable", "rate_limited", "internal"].includes(error.code)) {
        this.#closed();
        return;
      }
      this.stop();
      onStatus("stopped");
      onRefused(error);
    }
  }

  // Soon at first: what failed may have been a desk that was starting again.
  #climbLater() {
    const wait = CLIMB_BACK_AFTER[Math.min(this.#climbs++, 1)];
    this.#timer = this.#clock.set(() => this.#climb(), wait);
  }

  #climb() {
    this.#failures = FALL_BACK_AFTER - 1;
    this.restart();
  }

  #frame(frame) {
    if (frame.type !== "ack" && frame.type !== "error") {
      // The ready frame answers the hello, so it carries a ref like an ack.
      if (frame.type === "session.ready") this.#settle(frame.ref, frame.data);
      else if (this.#ready) this.#options.onFrame(frame);
      return;
    }
    if (frame.type === "ack") this.#settle(frame.ref, frame.data);
    else this.#settle(frame.ref, null, new Refused(frame.error));
  }

  #settle(ref, data, error) {
    const asked = this.#asked.get(ref);
    if (!asked) return;
    this.#asked.delete(ref);
    this.#clock.clear(asked.timer);
    if (error) asked.reject(error);
    else asked.resolve(data);
  }

  #drop() {
    this.#clock.clear(this.#timer);
    const transport = this.#transport;
    this.#transport = null;
    this.#ready = false;
    transport?.close?.();
    for (const ref of [...this.#asked.keys()])
      this.#settle(ref, null, new Refused({ code: "disconnected" }));
  }

  #closed() {
    this.#drop();
    if (!this.#running) return;
    const wait = backoff(this.#failures, this.#clock.random);
    this.#failures += 1;
    this.#options.onStatus("waiting", wait);
    this.#timer = this.#clock.set(() => this.#connect(), wait);
  }
}
