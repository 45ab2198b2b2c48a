import { filterOf } from "../../view/dimensions";
import type { DashboardFieldsFragment, SaveDashboardMutationVariables, TileFieldsFragment } from "./documents";
import { below } from "./layout";

/** A tile as it is being changed; its numbers are those of what was saved. */
export type DraftTile = Omit<TileFieldsFragment, "series" | "breakdown">;

export interface Draft {
  name: string;
  range: DashboardFieldsFragment["range"];
  tiles: DraftTile[];
}

type Input = SaveDashboardMutationVariables["input"];
type Range = NonNullable<Input["range"]>;
type Filter = NonNullable<Input["tiles"][number]["filter"]>;

export function rangeInput(range: Draft["range"]): Range {
  if (range.between !== null) return { between: { from: range.between.from, until: range.between.until } };
  return { period: range.period ?? "LAST_30_DAYS" };
}

function filterInput(filter: TileFieldsFragment["filter"]): Filter | null {
  const parts = filter.flatMap(({ by, values }) => {
    const name = filterOf(by);
    return name === undefined ? [] : [[name, values] as const];
  });
  return parts.length === 0 ? null : (Object.fromEntries(parts) as Filter);
}

export function inputOf(draft: Draft, expectedUpdatedAt: string | null): Input {
  return {
    name: draft.name,
    range: rangeInput(draft.range),
    expectedUpdatedAt,
    tiles: draft.tiles.map((tile) => ({
      id: tile.id.startsWith("new:") ? null : tile.id,
      title: tile.title === "" ? null : tile.title,
      metric: tile.metric,
      dimension: tile.dimension,
      chart: tile.chart,
      interval: tile.dimension === null ? tile.interval : null,
      compare: tile.dimension === null ? tile.compare : null,
      filter: filterInput(tile.filter),
      column: tile.column,
      row: tile.row,
      width: tile.width,
      height: tile.height,
    })),
  };
}

export function newTile(tiles: readonly DraftTile[]): DraftTile {
  return {
    id: `new:${crypto.randomUUID()}`,
    title: null,
    metric: "APPLICATIONS",
    dimension: null,
    chart: "LINE",
    interval: null,
    compare: null,
    filter: [],
    column: 0,
    row: below(tiles),
    width: 6,
    height: 3,
  };
}
