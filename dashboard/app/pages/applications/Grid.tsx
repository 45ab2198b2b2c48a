import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";

import { useTexts } from "../../text/language";
import { COLUMNS, GridRow } from "./GridRow";
import type { Row, Target } from "./moves";
import type { Mover } from "./useMover";
import { useRowKeys } from "./useRowKeys";

const wide = window.matchMedia("(min-width: 64rem)");
const watchWide = (listener: () => void) => {
  wide.addEventListener("change", listener);
  return () => wide.removeEventListener("change", listener);
};

/** Between cards, in pixels. */
const GAP = 10;

/** As many pixels as the reader's letters need. */
function heightOf(rem: number): number {
  return Math.round(rem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
}

interface Shown {
  rows: readonly Row[];
  total: number;
  isOld: boolean;
  zone: string;
  pending: Mover["pending"];
  see: (last: number) => void;
  hrefOf: (row: Row) => string;
  onOpen: (row: Row) => void;
  onMove: (row: Row, target: Target) => void;
}

/** Thousands of rows of which only those in sight exist, scrolled with the page. */
export function Grid({ rows, total, isOld, zone, pending, see, hrefOf, onOpen, onMove }: Shown) {
  const { columns, label } = useTexts().applications;
  const isWide = useSyncExternalStore(watchWide, () => wide.matches);
  const body = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const [active, setActive] = useState(0);
  const at = Math.min(active, Math.max(total - 1, 0));
  const height = heightOf(isWide ? 3.75 : 8) + (isWide ? 0 : GAP);

  const { getVirtualItems, getTotalSize, scrollToIndex, measure, range } = useWindowVirtualizer({
    count: total,
    estimateSize: () => height,
    overscan: 6,
    scrollMargin: margin,
    scrollPaddingStart: heightOf(isWide ? 3 : 4.5),
    scrollPaddingEnd: heightOf(1),
    // The row that has the focus stays, however far it is scrolled away.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), ...(total > 0 ? [at] : [])])].sort((a, b) => a - b),
  });
  const items = getVirtualItems();
  const last = range?.endIndex ?? 0;

  useEffect(measure, [height, measure]);
  useLayoutEffect(() => {
    const top = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
    if (Math.abs(top - margin) > 1) setMargin(top);
  });
  useEffect(() => {
    see(last);
  }, [isOld, rows.length, last, see]);

  const onKeyDown = useRowKeys({
    rows,
    total,
    at,
    body,
    onOpen,
    onMove,
    pageSize: Math.max(1, Math.floor(window.innerHeight / height) - 2),
    go: (index) => {
      setActive(index);
      scrollToIndex(index, { align: "auto" });
    },
  });

  function onClick(event: MouseEvent<HTMLDivElement>): void {
    const target = event.target as HTMLElement;
    const index = Number(target.closest<HTMLElement>("[data-index]")?.dataset["index"] ?? -1);
    const row = rows[index];
    if (row === undefined) return;
    setActive(index);
    if (target.closest("a, select") === null) onOpen(row);
  }

  return (
    <div
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-colcount={5}
      aria-busy={isOld || undefined}
      className={`lg:rounded-card lg:border lg:border-line lg:bg-surface ${isOld ? "opacity-60" : ""}`}
    >
      <div role="rowgroup" className="z-10 max-lg:sr-only lg:sticky lg:top-0">
        <div
          role="row"
          aria-rowindex={1}
          className={`grid gap-x-4 rounded-t-card border-b border-line bg-surface px-4 py-2.5 text-left text-sm text-muted ${COLUMNS}`}
        >
          {columns.map((title, place) => (
            <div key={title} role="columnheader" className={`font-medium ${place === 4 ? "text-right" : ""}`}>
              {title}
            </div>
          ))}
        </div>
      </div>
      <div
        ref={body}
        role="rowgroup"
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={(event) => {
          const index = event.target.closest<HTMLElement>("[data-index]")?.dataset["index"];
          if (index !== undefined) setActive(Number(index));
        }}
        className="relative cursor-default"
        style={{ height: getTotalSize() }}
      >
        {items.map(({ index, start }) => {
          const row = rows[index];
          return (
            <GridRow
              key={index}
              row={row && (pending.get(row.id) ?? row)}
              isPending={row !== undefined && pending.has(row.id)}
              index={index}
              top={start - margin}
              height={isWide ? height : height - GAP}
              isActive={index === at}
              zone={zone}
              hrefOf={hrefOf}
              onMove={onMove}
            />
          );
        })}
      </div>
    </div>
  );
}
