/** The demo shop: something to complain about, with the widget on the page. */
import { html, render } from "../shared/lib.js";
import { list, loadWords, t } from "../shared/i18n.js";
import { call } from "../shared/api.js";
import { icon } from "../shared/icon.js";

const GOODS = {
  bed: "M3 18v-6a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v6M3 15h18M6 10V7a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v3",
  kettle: "M7 9h9l2 10H5zM9 9a3 3 0 0 1 6 0M16 12l4-3M11.5 5V4",
  lamp: "M9 3h6l4 9H5zM12 12v7M8 20h8",
  rug: "M4 6h16v12H4zM7 9h10v6H7zM4 4v2M9 4v2M15 4v2M20 4v2M4 18v2M9 18v2M15 18v2M20 18v2",
};

function Order({ order }) {
  const status = t(`shop.status.${order.status}`);
  return html`<li>
    <div>
      <b dir="auto">${order.item}</b>
      <span>${t("shop.order", { number: order.number })}</span>
    </div>
    <em class=${order.status}>${status.startsWith("shop.") ? order.status : status}</em>
  </li>`;
}

function Orders({ orders }) {
  return html`<section class="orders" id="orders" aria-labelledby="orders-title">
    <h2 id="orders-title">${t("shop.orders")}</h2>
    <p>${t("shop.orders_intro")}</p>
    <ul>
      ${orders.map((order) => html`<${Order} key=${order.number} order=${order} />`)}
    </ul>
    ${orders.length === 0 && html`<p>${t("shop.no_orders")}</p>`}
  </section>`;
}

function Goods() {
  return html`<ul class="goods">
    ${list("shop.goods").map(
      ({ art, name, price }) => html`<li key=${name}>
        <div class=${`art ${art}`}>${icon(GOODS[art])}</div>
        <b>${name}</b><span>${price}</span>
      </li>`,
    )}
  </ul>`;
}

function Shop({ orders }) {
  return html`<header>
      <a href="/" class="brand">Brightside</a>
      <nav aria-label=${t("shop.nav")}>
        <a href="#goods">${t("shop.nav_goods")}</a>
        <a href="#orders">${t("shop.nav_orders")}</a>
      </nav>
    </header>
    <main>
      <section class="hero">
        <h1>${t("shop.hero")}</h1>
        <p>${t("shop.hero_text")}</p>
        <p class="hint">${t("shop.hint")}</p>
      </section>
      <${Orders} orders=${orders} />
      <section id="goods" aria-labelledby="goods-title">
        <h2 id="goods-title">${t("shop.goods_title")}</h2>
        <${Goods} />
      </section>
    </main>
    <footer>
      <p>${t("shop.footer")}</p>
      <a href="/console/">${t("shop.console")}</a>
      <a href="/studio/">${t("shop.studio")}</a>
    </footer>`;
}

const [found] = await Promise.all([
  call("GET", "/api/demo/orders").catch(() => []),
  loadWords(["/assets/locales/en.json"]),
]);
const orders = Array.isArray(found) ? found : (found.orders ?? []);
render(html`<${Shop} orders=${orders} />`, document.getElementById("app"));
