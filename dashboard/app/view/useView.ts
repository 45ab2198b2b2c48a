import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

import { readView, type View, writeView } from "./view";

/** The view of the address, and how to change a part of it. */
export function useView(): [View, (change: Partial<View>) => void] {
  const search = useSearch();
  const [path, go] = useLocation();
  const view = useMemo(() => readView(search), [search]);
  const change = useCallback(
    (part: Partial<View>) => go(path + writeView({ ...readView(search), ...part }, search), { replace: false }),
    [go, path, search],
  );
  return [view, change];
}
