import { memo } from "react";
import { Link } from "wouter";

import { useFormat, useTexts } from "../../text/language";
import type { Row, Target } from "./moves";
import { StatusChoice } from "./StatusChoice";

export const COLUMNS = "lg:grid-cols-[minmax(0,1fr)_10.5rem_7.5rem_9rem_6.5rem]";

interface Shown {
  row: Row | undefined;
  index: number;
  top: number;
  height: number;
  isActive: boolean;
  isPending: boolean;
  zone: string;
  hrefOf: (row: Row) => string;
  onMove: (row: Row, target: Target) => void;
}

/** One application: a line of five cells, or on narrow screens a card of the same cells. */
export const GridRow = memo(function GridRow({
  row,
  index,
  top,
  height,
  isActive,
  isPending,
  zone,
  hrefOf,
  onMove,
}: Shown) {
  const { applications: texts, shell } = useTexts();
  const format = useFormat();
  const tabIndex = isActive ? 0 : -1;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-busy={isPending || undefined}
      data-index={index}
      tabIndex={tabIndex}
      style={{ height, transform: `translateY(${top}px)` }}
      className={`absolute inset-x-0 top-0 grid grid-cols-[minmax(0,1fr)_auto] content-center items-center gap-x-4 gap-y-1.5 border-line px-4 text-sm hover:bg-raised/60 focus-visible:-outline-offset-2 max-lg:rounded-card max-lg:border max-lg:bg-surface lg:gap-y-0 lg:border-b lg:border-line/60 ${COLUMNS} ${isPending ? "opacity-60" : ""}`}
    >
      {row === undefined ? (
        <div role="gridcell" aria-colspan={5} className="col-span-full">
          <span className="sr-only">{shell.loading}</span>
          <div className="h-4 w-2/3 animate-pulse rounded bg-raised" />
        </div>
      ) : (
        <>
          <div role="gridcell" className="col-span-2 min-w-0 lg:col-span-1">
            <Link href={hrefOf(row)} tabIndex={tabIndex} className="block truncate font-medium hover:text-accent">
              {row.job.title}
            </Link>
            <span className="block truncate text-muted">{row.job.company.name}</span>
          </div>
          <div
            role="gridcell"
            className="order-first col-start-2 row-start-2 lg:order-none lg:col-start-auto lg:row-start-auto"
          >
            <StatusChoice row={row} tabIndex={tabIndex} onMove={(target) => onMove(row, target)} className="w-36" />
          </div>
          <div role="gridcell" className="truncate text-muted tabular-nums lg:text-ink">
            {row.appliedAt === null ? (
              <span className="text-muted">{shell.none}</span>
            ) : (
              format.date(row.appliedAt, zone)
            )}
          </div>
          <div role="gridcell" className="min-w-0 truncate text-muted">
            {row.source ?? shell.none}
          </div>
          <div
            role="gridcell"
            className={`truncate text-right tabular-nums ${row.silence?.isLong ? "text-warn" : "text-muted"}`}
          >
            {row.silence === null ? (
              <span className="max-lg:hidden">{shell.none}</span>
            ) : (
              <>
                <span className="lg:hidden">{texts.columns[4]} </span>
                {format.days(row.silence.days)}
              </>
            )}
          </div>
        </>
      )}
    </div>
  );
});
