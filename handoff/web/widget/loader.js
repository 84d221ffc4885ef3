/**
 * Puts the launcher on a page: <script src=".../widget/loader.js" defer></script>
 * Optional: data-locale, data-label, data-close-label, data-side="left|right".
 * The chat's frame is of the desk's origin: this page cannot read it.
 */
(() => {
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const side = script.dataset.side === "left" ? "left" : "right";
  // Words before the panel's catalogue is there; a site may replace them.
  const openLabel = script.dataset.label || "Chat with us";
  const closeLabel = script.dataset.closeLabel || "Close chat";
  const FLAG = "firstline.active"; // a conversation may get answers

  const CSS = `
    :host { all: initial; --firstline-brand: #0e5a5a; }
    button, .panel { position: fixed; z-index: 2147483000; ${side}: 20px; }
    button { bottom: 20px; height: 56px; padding: 0 20px 0 16px; border: 0; cursor: pointer;
      display: flex; align-items: center; gap: 10px; border-radius: 28px;
      background: var(--firstline-brand); color: #fff;
      font: 600 15px/1 system-ui, sans-serif; box-shadow: 0 6px 24px #0a282848; }
    button:focus-visible { outline: 3px solid #f29e6d; outline-offset: 3px; }
    svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 2;
      stroke-linecap: round; stroke-linejoin: round; }
    .badge { position: absolute; top: -4px; ${side}: -2px; min-width: 22px; padding: 0 5px;
      box-sizing: border-box; border-radius: 11px; background: #b4491f; color: #fff;
      font: 700 12px/22px system-ui, sans-serif; text-align: center; }
    [hidden] { display: none !important; }
    .panel { bottom: 88px; width: 400px; height: min(680px, calc(100vh - 112px));
      border: 0; border-radius: 18px; background: #fbfaf7; color-scheme: light dark;
      box-shadow: 0 16px 56px #0a1e284d; }
    @media (max-width: 480px) { .panel { inset: 0; width: 100%; height: 100%; border-radius: 0; }
      .open button { display: none; } }
    @media (prefers-color-scheme: dark) { .panel { background: #10181c; } }
    @media (prefers-reduced-motion: no-preference) { .panel { animation: rise .18s ease-out; } }
    @keyframes rise { from { transform: translateY(12px); opacity: 0; } }`;

  const SVG = "http://www.w3.org/2000/svg";
  const HTML = "http://www.w3.org/1999/xhtml";

  const make = (name, attributes, parent, space = HTML) => {
    const node = document.createElementNS(space, name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    parent?.append(node);
    return node;
  };

  const host = make("firstline-chat");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  const box = make("div", {}, root);
  const button = make("button", { type: "button", "aria-expanded": "false" }, box);
  const svg = make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, button, SVG);
  make("path", { d: "M4 5h16v11H10l-5 4v-4H4z" }, svg, SVG);
  const label = make("span", {}, button);
  const badge = make("span", { class: "badge", hidden: "" }, button);
  let frame = null;
  let loaded = false;

  // Storage may be forbidden: no badge after a page change then.
  const flag = (on) => {
    try {
      if (on) localStorage.setItem(FLAG, "1");
      else if (on === false) localStorage.removeItem(FLAG);
      return localStorage.getItem(FLAG);
    } catch {
      return null;
    }
  };

  const post = (type) => {
    const locale = script.dataset.locale || document.documentElement.lang || "en";
    const message = { ns: "firstline", type, page_url: location.href, locale };
    if (loaded) frame.contentWindow.postMessage(message, origin);
  };

  const load = () => {
    if (frame) return;
    const src = `${origin}/widget/`;
    frame = make("iframe", { class: "panel", title: openLabel, src, hidden: "" }, box);
    frame.addEventListener("load", () => {
      loaded = true;
      post("host.hello");
    });
  };

  const isOpen = () => box.className === "open";

  const show = (open) => {
    load();
    frame.hidden = !open;
    box.className = open ? "open" : "";
    button.setAttribute("aria-expanded", String(open));
    label.textContent = open ? closeLabel : openLabel;
    post(open ? "host.open" : "host.close");
    if (open) frame.focus();
    else button.focus();
  };

  const handlers = {
    "panel.ready": () => post(isOpen() ? "host.open" : "host.close"),
    "panel.close": () => show(false),
    "panel.state": ({ unread, active }) => {
      badge.hidden = !(unread > 0) || isOpen();
      badge.textContent = unread > 9 ? "9+" : String(unread);
      flag(active === true);
    },
  };

  addEventListener("message", ({ data, origin: from, source }) => {
    if (from !== origin || !frame || source !== frame.contentWindow) return;
    if (data?.ns === "firstline" && Object.hasOwn(handlers, data.type))
      handlers[data.type](data);
  });

  label.textContent = openLabel;
  button.addEventListener("click", () => show(!isOpen()));
  document.body.append(host);
  if (flag()) load();
})();
