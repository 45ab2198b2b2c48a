/** The token of a link like `/graphql#token=…`; it leaves the address bar (and so history and screenshots) at once. */
export function takeToken(): string | null {
  const fragment = new URLSearchParams(window.location.hash.slice(1));
  const token = fragment.get("token");
  if (token === null) return null;
  fragment.delete("token");
  const rest = fragment.size > 0 ? `#${fragment}` : "";
  window.history.replaceState(null, "", window.location.pathname + window.location.search + rest);
  return token;
}

/** A link pasted into the address bar of an open page changes only the fragment: begin again, with its token. */
export function watchForTokens(): void {
  window.addEventListener("hashchange", () => {
    if (new URLSearchParams(window.location.hash.slice(1)).has("token")) window.location.reload();
  });
}
