import { RateFigure } from "../../parts/RateFigure";
import { Table } from "../../parts/Table";
import { useFormat, useTexts } from "../../text/language";
import type { BreakdownNumbersFragment, TileFieldsFragment } from "./documents";

type Series = NonNullable<TileFieldsFragment["series"]>;

export function SeriesTable({ series }: { series: Series }) {
  const { words } = useTexts();
  const format = useFormat();
  return (
    <Table
      caption={words.metric[series.metric]}
      rows={series.points}
      keyOf={(point) => point.start}
      columns={[
        {
          title: words.interval[series.interval],
          cell: (point) => format.bucket(point.start, series.interval, series.timeZone),
        },
        { title: words.metric[series.metric], isNumber: true, cell: (point) => format.value(point.value, series.unit) },
      ]}
    />
  );
}

export function SplitTable({ breakdown }: { breakdown: BreakdownNumbersFragment }) {
  const { dashboards: texts, words } = useTexts();
  const format = useFormat();
  const name = words.metric[breakdown.metric];
  return (
    <>
      <Table
        caption={name}
        rows={breakdown.slices}
        keyOf={(slice) => slice.keys.join(" · ")}
        columns={[
          { title: name, cell: (slice) => slice.keys.join(" · ") },
          {
            title: name,
            isNumber: true,
            cell: (slice) =>
              slice.rate ? <RateFigure rate={slice.rate} /> : format.value(slice.value, breakdown.unit),
          },
        ]}
      />
      {breakdown.other !== null && breakdown.other !== 0 && (
        <p className="mt-2 text-sm text-muted">{`${texts.others}: ${format.value(breakdown.other, breakdown.unit)}`}</p>
      )}
    </>
  );
}
