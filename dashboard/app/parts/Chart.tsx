import type { EChartsCoreOption } from "echarts/core";
import { lazy, type ReactNode, Suspense, useState } from "react";

import { useTexts } from "../text/language";
import { Skeleton } from "./Skeleton";

const Drawing = lazy(async () => ({ default: (await import("../charts/Drawing")).Drawing }));

/**
 * A chart with the same numbers behind it as a table. `option` gets the colours of the theme, so that it is drawn anew in
 * the other one; `label` says in a sentence what there is to see. The drawing comes after the page.
 */
export function Chart({
  option,
  label,
  table,
  height = 260,
}: {
  option: (colours: Colours) => EChartsCoreOption;
  label: string;
  table: ReactNode;
  height?: number;
}) {
  return (
    <WithTable table={table} height={height}>
      <Suspense
        fallback={
          <div style={{ height }}>
            <Skeleton lines={4} />
          </div>
        }
      >
        <Drawing option={option} label={label} height={height} />
      </Suspense>
    </WithTable>
  );
}

/** Anything drawn, and the same numbers as a table in its place for who prefers that. */
export function WithTable({ table, height, children }: { table: ReactNode; height?: number; children: ReactNode }) {
  const { table: words } = useTexts().shell;
  const [isTable, setTable] = useState(false);
  return (
    <figure className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {isTable ? <div style={{ minHeight: height }}>{table}</div> : children}
      <figcaption className="print:hidden">
        <button
          type="button"
          className="text-sm text-muted underline underline-offset-4"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? words.hide : words.show}
        </button>
      </figcaption>
    </figure>
  );
}

/** Colours of the theme for drawings, read from the style sheet. */
export interface Colours {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  tint: string;
  good: string;
  bad: string;
  warn: string;
}
