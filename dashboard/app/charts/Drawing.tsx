import { BarChart, LineChart, PieChart, SankeyChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
} from "echarts/components";
import { type EChartsCoreOption, type EChartsType, init, use as register } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef, useSyncExternalStore } from "react";

import type { Colours } from "../parts/Chart";
import { isDark, watchTheme } from "../shell/theme";

register([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  PieChart,
  SankeyChart,
  ScatterChart,
  TooltipComponent,
]);

const NAMES: (keyof Colours)[] = ["ink", "muted", "line", "surface", "accent", "tint", "good", "bad", "warn"];

function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as unknown as Colours;
}

function themed(option: EChartsCoreOption, colours: Colours): EChartsCoreOption {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    animation: !still,
    animationDuration: 250,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colours.muted },
    color: [colours.accent, colours.good, colours.warn, colours.bad, colours.muted],
    // An HTML tooltip would need style attributes, which the page's policy forbids.
    tooltip: {
      renderMode: "richText",
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.ink },
      ...(option["tooltip"] as object),
    },
    ...Object.fromEntries(Object.entries(option).filter(([name]) => name !== "tooltip")),
  };
}

/** A drawing on a canvas, as wide as its place. */
export function Drawing({
  option,
  label,
  height,
}: {
  option: (colours: Colours) => EChartsCoreOption;
  label: string;
  height: number;
}) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const dark = useSyncExternalStore(watchTheme, isDark);
  useEffect(() => {
    const drawn = (chart.current = init(place.current!));
    const watching = new ResizeObserver(() => drawn.resize());
    watching.observe(place.current!);
    return () => {
      watching.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    const colours = coloursNow();
    chart.current?.setOption(themed(option(colours), colours), { notMerge: true });
  }, [option, dark]);
  return <div ref={place} role="img" aria-label={label} style={{ height }} className="w-full" />;
}
