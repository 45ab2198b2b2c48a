import { SeriesChart } from "../../parts/SeriesChart";
import { SeriesFigure } from "../../parts/SeriesFigure";
import { useTexts } from "../../text/language";
import type { TileFieldsFragment } from "./documents";
import { SplitChart } from "./SplitChart";
import { SeriesTable, SplitTable } from "./tables";

export type Shown = Pick<TileFieldsFragment, "chart" | "series" | "breakdown" | "height">;

const ROW = 88;
const AROUND = 110; // the tile's title, padding and the switch to the table

/** The numbers of a tile in the form that was chosen for it. */
export function Numbers({ tile }: { tile: Shown }) {
  const { dashboards: texts } = useTexts();
  const height = Math.max(110, tile.height * ROW + (tile.height - 1) * 16 - AROUND);
  if (tile.breakdown) {
    if (tile.chart === "TABLE") return <SplitTable breakdown={tile.breakdown} />;
    return <SplitChart breakdown={tile.breakdown} look={tile.chart === "DONUT" ? "ring" : "bars"} height={height} />;
  }
  if (!tile.series) return <p className="text-muted">{texts.tooWide}</p>;
  if (tile.chart === "NUMBER") return <SeriesFigure series={tile.series} isBrief />;
  if (tile.chart === "TABLE") return <SeriesTable series={tile.series} />;
  return (
    <SeriesChart
      series={tile.series}
      look={tile.chart === "BAR" ? "bar" : tile.chart === "AREA" ? "area" : "line"}
      height={height}
    />
  );
}
