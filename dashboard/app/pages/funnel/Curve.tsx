import type { EChartsCoreOption } from "echarts/core";
import { useMemo } from "react";

import { Card } from "../../parts/Card";
import { Chart, type Colours } from "../../parts/Chart";
import { Table } from "../../parts/Table";
import { useFormat, useTexts } from "../../text/language";
import type { FunnelPageQuery } from "./documents";

type ResponseCurve = FunnelPageQuery["responseCurve"];

const SHORTEST = 14;

function useCurve({ points, daily, medianDays }: ResponseCurve): (colours: Colours) => EChartsCoreOption {
  const { funnel: texts } = useTexts();
  const format = useFormat();
  return useMemo(() => {
    // A little beyond the last answer: the rest is flat.
    const shown = daily.slice(0, Math.max(SHORTEST, points.at(-1)?.day ?? 0) + 4);
    const line = { type: "line", step: "end", symbol: "none", lineStyle: { opacity: 0 } };
    return (colours) => ({
      tooltip: {
        trigger: "axis",
        formatter: ([first]: { dataIndex: number }[]) => {
          const point = shown[first?.dataIndex ?? 0];
          return point === undefined
            ? ""
            : texts.curvePoint(
                format.days(point.day),
                format.share(point.answered),
                format.share(point.low),
                format.share(point.high),
              );
        },
      },
      grid: { left: 4, right: 12, top: 28, bottom: 26, containLabel: true },
      xAxis: {
        type: "category",
        name: texts.daysAxis,
        nameLocation: "middle",
        nameGap: 28,
        boundaryGap: false,
        data: shown.map(({ day }) => day),
        axisLine: { lineStyle: { color: colours.line } },
        axisLabel: {
          color: colours.muted,
          hideOverlap: true,
          interval: (_: number, day: string) => Number(day) % 7 === 0,
        },
        axisTick: { show: false },
      },
      yAxis: {
        type: "value",
        min: 0,
        splitLine: { lineStyle: { color: colours.line } },
        axisLabel: { color: colours.muted, formatter: (value: number) => format.share(value) },
      },
      series: [
        { ...line, stack: "band", data: shown.map(({ low }) => low), silent: true },
        {
          ...line,
          stack: "band",
          data: shown.map(({ low, high }) => high - low),
          areaStyle: { color: colours.accent, opacity: 0.18 },
          silent: true,
        },
        {
          type: "line",
          step: "end",
          symbol: "none",
          data: shown.map(({ answered }) => answered),
          lineStyle: { width: 2.5, color: colours.accent },
          itemStyle: { color: colours.accent },
          markLine:
            medianDays === null
              ? undefined
              : {
                  symbol: "none",
                  silent: true,
                  lineStyle: { color: colours.warn, type: "dashed" },
                  label: { formatter: texts.half, color: colours.muted, position: "end" },
                  data: [{ xAxis: Math.round(medianDays) }],
                },
        },
      ],
    });
  }, [points, daily, medianDays, texts, format]);
}

/** How the share that has an answer grows with the days since applying. */
export function Curve({ curve }: { curve: ResponseCurve }) {
  const { funnel: texts } = useTexts();
  const format = useFormat();
  const option = useCurve(curve);
  const { answered, unanswered, medianDays, points } = curve;
  if (medianDays === null) {
    return (
      <Card title={texts.curve}>
        <p className="text-muted">{texts.noAnswers}</p>
      </Card>
    );
  }
  const sentence = texts.half50(format.days(medianDays));
  return (
    <Card
      title={texts.curve}
      aside={<p className="text-sm text-muted">{texts.counted(format.count(answered), format.count(unanswered))}</p>}
    >
      <p className="mb-2 max-w-prose">{sentence}</p>
      <Chart
        option={option}
        height={300}
        label={`${texts.curveLabel} ${sentence}`}
        table={
          <Table
            caption={texts.curve}
            rows={points}
            keyOf={(point) => point.day}
            columns={[
              { title: texts.days, cell: (point) => format.count(point.day) },
              { title: texts.answered, isNumber: true, cell: (point) => format.share(point.answered) },
              { title: texts.low, isNumber: true, cell: (point) => format.share(point.low) },
              { title: texts.high, isNumber: true, cell: (point) => format.share(point.high) },
            ]}
          />
        }
      />
    </Card>
  );
}
