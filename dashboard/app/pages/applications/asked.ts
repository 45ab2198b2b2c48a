import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

import { useView } from "../../view/useView";
import type { View } from "../../view/view";
import type { ApplicationFilter, ApplicationOrder } from "./documents";

export const SHOWN = ["ALL", "OPEN", "ENDED", "SAVED"] as const;
export const ORDERS = [
  "NEWEST",
  "OLDEST",
  "LAST_MOVED",
  "LONGEST_SILENCE",
] as const satisfies readonly ApplicationOrder[];
export type Shown = (typeof SHOWN)[number];

/** Which applications are asked for, as the address says it. */
export interface Asked {
  filter: ApplicationFilter;
  orderBy: ApplicationOrder;
  search: string;
  shown: Shown;
  view: View;
  isNarrowed: boolean;
}

function oneOf<Value extends string>(values: readonly [Value, ...Value[]], text: string | null): Value {
  return values.find((value) => value === text) ?? values[0];
}

function read(search: string, view: View): Asked {
  const said = new URLSearchParams(search);
  const text = said.get("q")?.trim() ?? "";
  const shown = oneOf(SHOWN, said.get("show"));
  const filter = {
    ...view.filter,
    ...(shown === "SAVED" && { statuses: ["SAVED"] }),
    ...(shown === "OPEN" && { isOpen: true, isSubmitted: true }),
    ...(shown === "ENDED" && { isOpen: false }),
    ...(text !== "" && { search: text }),
    ...(view.range !== null && { applied: view.range }),
  } as ApplicationFilter;
  return {
    filter,
    orderBy: oneOf(ORDERS, said.get("order")),
    search: text,
    shown,
    view,
    isNarrowed: Object.keys(filter).length > 0,
  };
}

/** What is asked for, how to ask for something else, and how to go to an application (null: to none). */
export function useAsked(): [
  asked: Asked,
  say: (part: { q?: string; show?: Shown; order?: ApplicationOrder }) => void,
] {
  const search = useSearch();
  const [path, go] = useLocation();
  const [view] = useView();
  const asked = useMemo(() => read(search, view), [search, view]);
  const say = useCallback(
    (part: { q?: string; show?: Shown; order?: ApplicationOrder }) => {
      const said = new URLSearchParams(search);
      for (const [name, value] of Object.entries(part)) {
        if (value === "" || value === SHOWN[0] || value === ORDERS[0]) said.delete(name);
        else said.set(name, value);
      }
      const text = said.toString();
      // Every letter of a search would be a page to go back through.
      go(path + (text === "" ? "" : `?${text}`), { replace: "q" in part });
    },
    [go, path, search],
  );
  return [asked, say];
}
