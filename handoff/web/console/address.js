/** The open conversation is in the address, so that reload and back keep it. */

const PREFIX = "#/c/";

const wanted = () =>
  location.hash.startsWith(PREFIX) ? decodeURIComponent(location.hash.slice(PREFIX.length)) : null;

/** Writes the state's conversation into the address. */
export function showAddress({ phase, selected }) {
  if (phase !== "ready" || wanted() === selected || !followed) return;
  const hash = selected ? PREFIX + encodeURIComponent(selected) : "#/";
  history.pushState(null, "", hash);
}

let followed = false;

/** Opens what the address names, now and whenever it changes. */
export function followAddress(select) {
  followed = true;
  if (wanted()) select(wanted());
  addEventListener("popstate", () => select(wanted()));
}
