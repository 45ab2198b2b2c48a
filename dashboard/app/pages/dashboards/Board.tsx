import { type ReactNode, useRef } from "react";

import { useTexts } from "../../text/language";
import type { DraftTile } from "./draft";
import { Handle } from "./Handle";
import { fitted, type Place, settled } from "./layout";
import { Numbers, type Shown } from "./Numbers";

type Tile = Pick<DraftTile, "title" | "metric" | "dimension"> & Place;

interface Props<T extends Tile> {
  tiles: readonly T[];
  numbersOf: (tile: T) => ReactNode;
  /** What a tile is about beside its metric, such as its filter. */
  noteOf: (tile: T) => string;
  /** Changes of places; not to be moved without it. */
  onPlaces?: (tiles: T[]) => void;
  tools?: (tile: T, title: string) => ReactNode;
}

/** Tiles on a grid of twelve columns; one below the other on a phone. */
export function Board<T extends Tile>({ tiles, numbersOf, noteOf, onPlaces, tools }: Props<T>) {
  const { dashboards: texts, words } = useTexts();
  const grid = useRef<HTMLUListElement>(null);

  function place(moved: T): void {
    onPlaces?.(
      settled(
        tiles.map((tile) => (tile.id === moved.id ? fitted(moved) : tile)),
        moved.id,
      ),
    );
  }

  return (
    <ul ref={grid} className="grid grid-cols-1 gap-4 md:auto-rows-[88px] md:grid-cols-12">
      {[...tiles]
        .sort((one, other) => one.row - other.row || one.column - other.column)
        .map((tile) => {
          const metric = words.metric[tile.metric];
          const title =
            tile.title || (tile.dimension === null ? metric : texts.by(metric, words.dimension[tile.dimension]));
          return (
            <li
              key={tile.id}
              data-tile={title}
              className="board-tile relative flex min-w-0 flex-col overflow-hidden rounded-card border border-line bg-surface p-4"
              style={
                {
                  "--column": tile.column + 1,
                  "--row": tile.row + 1,
                  "--width": tile.width,
                  "--height": tile.height,
                } as React.CSSProperties
              }
            >
              <div className="mb-2 flex items-start justify-between gap-2">
                <h2 className="min-w-0 truncate font-semibold" title={title}>
                  {title}
                  {noteOf(tile) !== "" && <span className="text-sm font-normal text-muted"> {noteOf(tile)}</span>}
                </h2>
                {tools && <div className="flex shrink-0 gap-1">{tools(tile, title)}</div>}
              </div>
              <div className="min-h-0 flex-1 overflow-y-auto">{numbersOf(tile)}</div>
              {onPlaces && (
                <Handle tile={tile} title={title} grid={grid} onPlace={(where) => place({ ...tile, ...where })} />
              )}
            </li>
          );
        })}
    </ul>
  );
}

/** The numbers of tiles that came with them. */
export const given = (tile: Shown): ReactNode => <Numbers tile={tile} />;
