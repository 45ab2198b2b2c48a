/** What a link like `/#token=…` carries by that name; it leaves the address bar, and so history and screenshots, at once. */
export function takeFromFragment(name: string): string | null {
  const fragment = new URLSearchParams(window.location.hash.slice(1));
  const value = fragment.get(name);
  if (value === null) return null;
  fragment.delete(name);
  const rest = fragment.size > 0 ? `#${fragment}` : "";
  window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search + rest);
  return value;
}
