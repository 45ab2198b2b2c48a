import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";

import { offered, type Row, STAGES, type Target } from "./moves";

interface Uses {
  rows: readonly Row[];
  total: number;
  at: number;
  pageSize: number;
  body: RefObject<HTMLElement | null>;
  go: (index: number) => void;
  onOpen: (row: Row) => void;
  onMove: (row: Row, target: Target) => void;
}

/** Keys that move a row on: to the next stage, to an ending, or open again. */
function targetOf(key: string, row: Row): Target | undefined {
  const { stages, outcomes, canReopen } = offered(row);
  if (key === "n") return stages.find((stage) => stage === STAGES[STAGES.indexOf(row.stage) + 1]);
  if (key === "x") return outcomes.find((outcome) => outcome === "REJECTED");
  return key === "o" && canReopen ? "REOPENED" : undefined;
}

/** The keyboard of the grid: arrows go from row to row, Enter opens one, letters move it on. */
export function useRowKeys({ rows, total, at, pageSize, body, go, onOpen, onMove }: Uses) {
  const isByKey = useRef(false);
  useEffect(() => {
    if (!isByKey.current) return;
    isByKey.current = false;
    body.current?.querySelector<HTMLElement>(`[data-index="${at}"]`)?.focus({ preventScroll: true });
  }, [at, body]);

  return function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const element = event.target as HTMLElement;
    const line = element.closest<HTMLElement>('[role="row"]');
    if (event.key === "Escape" && element !== line) return line?.focus();
    // In a choice of the row the keys are the choice's.
    if (element.tagName === "SELECT" || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + pageSize,
      PageUp: at - pageSize,
      Home: 0,
      End: total - 1,
    };
    const next = steps[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const index = Math.min(Math.max(next, 0), total - 1);
      isByKey.current = index !== at;
      return go(index);
    }
    const row = rows[at];
    if (row === undefined || element !== line) return;
    if (event.key === "Enter") {
      event.preventDefault();
      return onOpen(row);
    }
    if (event.key === "s") {
      event.preventDefault();
      const choice = line.querySelector("select");
      choice?.focus();
      return choice?.showPicker();
    }
    const target = targetOf(event.key, row);
    if (target !== undefined) onMove(row, target);
  };
}
