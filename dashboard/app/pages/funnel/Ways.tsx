import type { EChartsCoreOption } from "echarts/core";
import { useMemo } from "react";

import { Card } from "../../parts/Card";
import { Chart, type Colours } from "../../parts/Chart";
import { Table } from "../../parts/Table";
import { useIsWide } from "../../parts/useIsWide";
import { useFormat, useTexts } from "../../text/language";
import type { FunnelPageQuery } from "./documents";

type Flow = FunnelPageQuery["flow"];

const COLOUR: Record<string, keyof Colours> = {
  OFFERED: "good",
  ACCEPTED: "good",
  DECLINED: "warn",
  REJECTED: "bad",
  WITHDRAWN: "muted",
  GHOSTED: "muted",
  SAVED: "muted",
};

/** Where the name of a node stands: nothing is drawn beyond the ends, and on a phone no two fit beside each other. */
function labelOf(id: string, isEnd: boolean, isWide: boolean): object | undefined {
  // The last one on the way would stand where the names of the ends are.
  if (isEnd || (!isWide && id === "OFFERED")) return { position: "left" };
  return isWide ? undefined : { position: "top", align: "left", offset: [-7, 0] };
}

function useSankey(flow: Flow): (colours: Colours) => EChartsCoreOption {
  const { words, funnel: texts } = useTexts();
  const format = useFormat();
  const isWide = useIsWide();
  return useMemo(() => {
    const names: Record<string, string> = words.status;
    const name = (id: string): string => names[id] ?? id;
    const nodes = new Map(flow.nodes.map((node) => [node.id, node]));
    const ways = new Set(flow.links.map(({ source }) => source));
    const ends = new Set(flow.nodes.filter(({ id }) => !ways.has(id)).map(({ id }) => id));
    return (colours) => ({
      tooltip: { trigger: "item" },
      series: {
        type: "sankey",
        left: 2,
        right: 2,
        top: isWide ? 8 : 24,
        bottom: 8,
        nodeGap: isWide ? 14 : 20,
        nodeWidth: 14,
        draggable: false,
        emphasis: { focus: "adjacency" },
        lineStyle: { color: "target", opacity: 0.28 },
        label: {
          color: colours.ink,
          fontSize: 12,
          formatter: ({ name: id }: { name: string }) => `${name(id)} ${format.count(nodes.get(id)?.value ?? 0)}`,
        },
        tooltip: {
          formatter: ({ data }: { data: { name?: string; source?: string; target?: string; value: number } }) =>
            data.name === undefined
              ? texts.went(name(data.source ?? ""), name(data.target ?? ""), format.count(data.value))
              : texts.came(name(data.name), format.count(data.value), format.count(nodes.get(data.name)?.resting ?? 0)),
        },
        data: flow.nodes.map(({ id, value }) => ({
          name: id,
          value,
          itemStyle: { color: colours[COLOUR[id] ?? "accent"] },
          label: labelOf(id, ends.has(id), isWide),
        })),
        links: flow.links,
      },
    });
  }, [flow, words, texts, format, isWide]);
}

function WaysTable({ flow }: { flow: Flow }) {
  const { words, funnel: texts } = useTexts();
  const format = useFormat();
  const names: Record<string, string> = words.status;
  const rows = [
    ...flow.links.map(({ source, target, value }) => ({ source, target: names[target] ?? target, value })),
    ...flow.nodes
      .filter(({ id, resting }) => resting > 0 && flow.links.some((link) => link.source === id))
      .map(({ id, resting }) => ({ source: id, target: texts.resting, value: resting })),
  ];
  return (
    <Table
      caption={texts.ways}
      rows={rows}
      keyOf={(_, place) => place}
      columns={[
        { title: texts.from, cell: (row) => names[row.source] ?? row.source },
        { title: texts.to, cell: (row) => row.target },
        { title: texts.many, isNumber: true, cell: (row) => format.count(row.value) },
      ]}
    />
  );
}

/** Which way applications went, as a Sankey diagram. */
export function Ways({ flow }: { flow: Flow }) {
  const { funnel: texts } = useTexts();
  const option = useSankey(flow);
  return (
    <Card title={texts.ways}>
      {flow.links.length === 0 ? (
        <p className="text-muted">{texts.noWays}</p>
      ) : (
        <Chart option={option} height={360} label={texts.waysLabel} table={<WaysTable flow={flow} />} />
      )}
    </Card>
  );
}
