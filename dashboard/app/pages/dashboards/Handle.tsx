import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from "react";

import { useTexts } from "../../text/language";
import { COLUMNS, type Place } from "./layout";

const STEPS: Record<string, [column: number, row: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const GAP = 16;
const ROW = 88;

interface Props {
  tile: Place;
  title: string;
  grid: RefObject<HTMLElement | null>;
  onPlace: (where: Partial<Place>) => void;
}

/** Two grips of a tile, one to move it and one for its size, for mouse, finger and keys. */
export function Handle({ tile, title, grid, onPlace }: Props) {
  const { tile: texts } = useTexts().dashboards;
  const held = useRef<{ x: number; y: number; from: Place } | null>(null);

  const grip = (change: (columns: number, rows: number, from: Place) => Partial<Place>) => ({
    onPointerDown: (event: PointerEvent<HTMLButtonElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      held.current = { x: event.clientX, y: event.clientY, from: tile };
    },
    onPointerMove: (event: PointerEvent<HTMLButtonElement>) => {
      if (held.current === null || grid.current === null) return;
      const cell = (grid.current.clientWidth + GAP) / COLUMNS;
      const columns = Math.round((event.clientX - held.current.x) / cell);
      const rows = Math.round((event.clientY - held.current.y) / (ROW + GAP));
      onPlace(change(columns, rows, held.current.from));
    },
    onPointerUp: () => (held.current = null),
    onPointerCancel: () => (held.current = null),
    onKeyDown: (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      if (step === undefined) return;
      event.preventDefault();
      onPlace((event.shiftKey ? size : move)(...step, tile));
    },
  });
  const move = (columns: number, rows: number, from: Place) => ({
    column: from.column + columns,
    row: from.row + rows,
  });
  const size = (columns: number, rows: number, from: Place) => ({
    width: from.width + columns,
    height: from.height + rows,
  });
  return (
    <>
      <button
        type="button"
        aria-label={texts.move(title)}
        {...grip(move)}
        className="absolute inset-x-16 top-0 hidden h-4 cursor-grab touch-none md:block"
      >
        <span aria-hidden="true" className="mx-auto mt-1 block h-1 w-10 rounded-full bg-line" />
      </button>
      <button
        type="button"
        aria-label={texts.resize(title)}
        {...grip(size)}
        tabIndex={-1}
        className="absolute right-0 bottom-0 hidden size-5 cursor-nwse-resize touch-none md:block"
      >
        <span aria-hidden="true" className="absolute right-1 bottom-1 size-2.5 border-r-2 border-b-2 border-muted" />
      </button>
    </>
  );
}
