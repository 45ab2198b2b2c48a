import { useMemo } from "react";

import { useFormat, useTexts } from "../text/language";
import { bucketAxis, valueAxis } from "./axes";
import { Chart, type Colours } from "./Chart";
import { Table } from "./Table";

/** One line of numbers, a value for each bucket. */
export interface Line {
  name: string;
  values: readonly (number | null)[];
  colour?: keyof Colours;
}

interface Props {
  title: string;
  /** Where the buckets begin. */
  starts: readonly string[];
  interval: string;
  zone: string;
  lines: readonly Line[];
  look?: "line" | "bar";
  /** Whether it counts things, so that there is nothing between two whole numbers. */
  isCount?: boolean;
  say: (value: number) => string;
  height?: number;
}

/** Numbers over time that are no metrics of anybody's search, such as those of the platform and of the system. */
export function TimeChart({
  title,
  starts,
  interval,
  zone,
  lines,
  look = "line",
  isCount = false,
  say,
  height = 220,
}: Props) {
  const { shell, words } = useTexts();
  const format = useFormat();
  const option = useMemo(() => {
    const isLong = interval === "HOUR" && starts.length > 24;
    const labels = starts.map((start) => (isLong ? format.moment(start, zone) : format.bucket(start, interval, zone)));
    return (colours: Colours) => ({
      grid: { left: 8, right: 24, top: lines.length > 1 ? 32 : 12, bottom: 4, containLabel: true },
      legend:
        lines.length > 1
          ? { top: 0, left: 0, icon: "roundRect", itemWidth: 14, itemHeight: 4, textStyle: { color: colours.muted } }
          : undefined,
      tooltip: {
        trigger: "axis",
        valueFormatter: (value: unknown) => (typeof value === "number" ? say(value) : shell.none),
      },
      xAxis: bucketAxis(labels, colours),
      yAxis: { ...valueAxis(say, colours, isCount), min: 0 },
      series: lines.map((line) => ({
        name: line.name,
        type: look,
        data: line.values,
        itemStyle: { color: colours[line.colour ?? "accent"] },
        lineStyle: { width: 2 },
        symbolSize: 5,
        // A value between two gaps would not be seen as a line.
        showSymbol: line.values.filter((value) => value !== null).length < 45,
        barMaxWidth: 28,
      })),
    });
  }, [starts, interval, zone, lines, look, isCount, say, format, shell.none]);
  const rows = useMemo(() => starts.map((start, place) => ({ start, place })), [starts]);
  return (
    <Chart
      option={option}
      label={`${title}: ${lines.map((line) => line.name).join(", ")}`}
      height={height}
      table={
        <div className="max-h-96 overflow-y-auto">
          <Table
            caption={title}
            rows={rows}
            keyOf={(row) => row.start}
            columns={[
              {
                title: words.interval[interval as keyof typeof words.interval] ?? interval,
                cell: (row) => (interval === "HOUR" ? format.moment(row.start, zone) : format.date(row.start, zone)),
              },
              ...lines.map((line) => ({
                title: line.name,
                isNumber: true,
                cell: (row: { place: number }) => {
                  const value = line.values[row.place];
                  return typeof value === "number" ? say(value) : shell.none;
                },
              })),
            ]}
          />
        </div>
      }
    />
  );
}
