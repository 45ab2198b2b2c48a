import { useMemo } from "react";

import { valueAxis } from "../../parts/axes";
import { Chart, type Colours } from "../../parts/Chart";
import { useFormat, useTexts } from "../../text/language";
import type { BreakdownNumbersFragment } from "./documents";
import { SplitTable } from "./tables";

type Props = { breakdown: BreakdownNumbersFragment; look: "bars" | "ring"; height: number };

/** A metric split by a dimension: bars, or parts of a whole. Few cases are drawn faint. */
export function SplitChart({ breakdown, look, height }: Props) {
  const { dashboards: texts, words } = useTexts();
  const format = useFormat();
  const name = words.metric[breakdown.metric];
  const option = useMemo(() => {
    const data = breakdown.slices.map((slice) => ({
      name: slice.keys.join(" · "),
      value: slice.value,
      itemStyle: slice.rate?.smallSample ? { opacity: 0.4 } : {},
    }));
    if (look === "ring") {
      const rest =
        breakdown.other === null || breakdown.other === 0 ? [] : [{ name: texts.others, value: breakdown.other }];
      return (colours: Colours) => ({
        tooltip: { trigger: "item" },
        legend: {
          type: "scroll",
          bottom: 0,
          textStyle: { color: colours.muted },
          icon: "circle",
          pageIconColor: colours.accent,
          pageTextStyle: { color: colours.muted },
        },
        series: [
          {
            type: "pie",
            radius: ["46%", "72%"],
            center: ["50%", "42%"],
            data: [...data, ...rest],
            label: { show: false },
            itemStyle: { borderColor: colours.surface, borderWidth: 2 },
          },
        ],
      });
    }
    return (colours: Colours) => ({
      grid: { left: 8, right: 16, top: 4, bottom: 4, containLabel: true },
      tooltip: {
        trigger: "axis",
        valueFormatter: (value: unknown) => format.value(value as number | null, breakdown.unit),
      },
      xAxis: valueAxis((value) => format.value(value, breakdown.unit), colours),
      yAxis: {
        type: "category",
        inverse: true,
        data: data.map((each) => each.name),
        axisLabel: { color: colours.ink, width: 120, overflow: "truncate" },
        axisTick: { show: false },
        axisLine: { show: false },
      },
      series: [{ name, type: "bar", data, barMaxWidth: 18, itemStyle: { color: colours.accent } }],
    });
  }, [breakdown, look, format, name, texts.others]);
  return <Chart option={option} label={name} height={height} table={<SplitTable breakdown={breakdown} />} />;
}
