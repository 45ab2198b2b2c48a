import type { Colours } from "./Chart";

/** An axis of names, such as those of buckets. */
export const bucketAxis = (labels: readonly string[], colours: Colours) => ({
  type: "category",
  data: labels,
  axisLine: { lineStyle: { color: colours.line } },
  axisLabel: { color: colours.muted, hideOverlap: true },
  axisTick: { show: false },
});

/** An axis of values, each said by `say`; of a count there is nothing between two whole numbers. */
export const valueAxis = (say: (value: number) => string, colours: Colours, isCount = false) => ({
  type: "value",
  minInterval: isCount ? 1 : undefined,
  axisLabel: { color: colours.muted, formatter: say, hideOverlap: true },
  splitLine: { lineStyle: { color: colours.line } },
});
