/** A link pasted into the address bar of an open page changes only the fragment: begin again, with its token. */
export function watchForTokens(): void {
  window.addEventListener("hashchange", () => {
    if (new URLSearchParams(window.location.hash.slice(1)).has("token")) window.location.reload();
  });
}
