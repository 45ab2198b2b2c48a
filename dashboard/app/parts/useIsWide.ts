import { useSyncExternalStore } from "react";

const wide = window.matchMedia("(min-width: 40rem)");

function watch(listener: () => void): () => void {
  wide.addEventListener("change", listener);
  return () => wide.removeEventListener("change", listener);
}

/** Whether there is room for more than a phone shows; for drawings, which no style sheet reaches. */
export const useIsWide = (): boolean => useSyncExternalStore(watch, () => wide.matches);
