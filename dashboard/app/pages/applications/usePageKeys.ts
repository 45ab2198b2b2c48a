import { useEffect, useRef } from "react";

const WRITING = "input, select, textarea, [contenteditable], dialog";

/** Single keys that mean something on the whole page, except where somebody writes or a dialog is open. */
export function usePageKeys(keys: Record<string, () => void>): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const element = event.target instanceof Element ? event.target : null;
      if (element?.closest(WRITING) || document.querySelector("dialog[open]") !== null) return;
      const key = current.current[event.key];
      if (key === undefined) return;
      event.preventDefault();
      key();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
