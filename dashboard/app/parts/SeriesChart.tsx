import { useMemo } from "react";

import type { SeriesPartsFragment } from "../graph/documents";
import { useFormat, useTexts } from "../text/language";
import { bucketAxis, valueAxis } from "./axes";
import { Chart, type Colours } from "./Chart";
import { Table } from "./Table";

/** A moment to point out on a series, with what is said of it. */
export interface Mark {
  at: string;
  text: string;
}

type Props = { series: SeriesPartsFragment; look?: "line" | "bar" | "area"; marks?: readonly Mark[]; height?: number };

/** The bucket that a moment falls into: the last one that starts no later. */
function bucketOf(starts: readonly string[], at: string): number {
  const moment = Date.parse(at);
  return starts.findLastIndex((start) => Date.parse(start) <= moment);
}

/** One metric over time, the period compared with behind it, and what happened marked on it. */
export function SeriesChart({ series, look = "line", marks = [], height = 220 }: Props) {
  const { shell, words } = useTexts();
  const format = useFormat();
  const name = words.metric[series.metric];
  const option = useMemo(() => {
    const starts = series.points.map((point) => point.start);
    const labels = starts.map((start) => format.bucket(start, series.interval, series.timeZone));
    return (colours: Colours) => ({
      grid: { left: 8, right: 12, top: 16, bottom: 4, containLabel: true },
      tooltip: {
        trigger: "axis",
        valueFormatter: (value: unknown) => format.value(value as number | null, series.unit),
      },
      xAxis: bucketAxis(labels, colours),
      yAxis: valueAxis((value) => format.value(value, series.unit), colours, series.unit === "COUNT"),
      series: [
        {
          name,
          type: look === "bar" ? "bar" : "line",
          areaStyle: look === "area" ? { opacity: 0.18 } : undefined,
          data: series.points.map((point) => ({
            value: point.value,
            // What is not over yet is drawn lighter: it can only be compared with itself.
            itemStyle: point.isPartial ? { opacity: 0.45 } : undefined,
          })),
          showSymbol: look !== "bar" && series.points.length < 45,
          symbolSize: 5,
          lineStyle: { width: 2 },
          barMaxWidth: 28,
          itemStyle: { color: colours.accent },
          markPoint: {
            symbol: "pin",
            symbolSize: 34,
            itemStyle: { color: colours.bad },
            label: { show: false },
            data: marks.flatMap((mark) => {
              const place = bucketOf(starts, mark.at);
              const value = series.points[place]?.value;
              return place < 0 || value == null ? [] : [{ name: mark.text, coord: [place, value] }];
            }),
          },
        },
        ...(series.previous
          ? [
              {
                name: shell.previous,
                type: "line",
                data: series.previous.points.map((point) => point.value),
                showSymbol: false,
                lineStyle: { width: 1.5, type: "dashed", color: colours.muted },
                itemStyle: { color: colours.muted },
              },
            ]
          : []),
      ],
    });
  }, [series, look, marks, format, name, shell.previous]);
  const total = series.total === null ? "" : ` ${shell.total}: ${format.value(series.total, series.unit)}.`;
  return (
    <Chart
      option={option}
      label={`${name}, ${shell.view.interval} ${words.interval[series.interval]}.${total}`}
      height={height}
      table={
        <Table
          caption={name}
          rows={series.points}
          keyOf={(point) => point.start}
          columns={[
            {
              title: words.interval[series.interval],
              cell: (point) => format.bucket(point.start, series.interval, series.timeZone),
            },
            { title: name, isNumber: true, cell: (point) => format.value(point.value, series.unit) },
          ]}
        />
      }
    />
  );
}
