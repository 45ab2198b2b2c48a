/** Makes the page installable and readable without a connection; in development there is no worker. */
export function registerWorker(go: (path: string) => void): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent) => {
    if (data?.type === "go" && typeof data.path === "string") go(data.path);
  });
  // After the first page is there: keeping a copy of everything must not delay it.
  const register = (): void => void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register, { once: true });
}
