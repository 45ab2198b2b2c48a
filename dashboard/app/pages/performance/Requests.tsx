import { useMemo } from "react";

import { RateFigure } from "../../parts/RateFigure";
import { Stat, Stats } from "../../parts/Stat";
import { Table } from "../../parts/Table";
import { TimeChart } from "../../parts/TimeChart";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { PerformancePageQuery } from "./documents";
import { Part } from "./Part";

type Told = NonNullable<PerformancePageQuery["performance"]["requests"]>;

/** A number that is not there for want of requests. */
function useOr(): (value: number | null, say: (value: number) => string) => string {
  const { none } = useTexts().shell;
  return (value, say) => (value === null ? none : say(value));
}

function Numbers({ told }: { told: Told }) {
  const { performance: texts } = useTexts();
  const format = useFormat();
  const or = useOr();
  return (
    <Stats>
      <Stat
        label={texts.requests}
        value={format.count(told.count)}
        note={told.perSecond !== null && texts.perSecond(format.precise(told.perSecond))}
      />
      <Stat label={texts.p50} value={or(told.p50Milliseconds, format.milliseconds)} />
      <Stat label={texts.p95} value={or(told.p95Milliseconds, format.milliseconds)} />
      <Stat label={texts.p99} value={or(told.p99Milliseconds, format.milliseconds)} />
      <Stat label={texts.mean} value={or(told.meanMilliseconds, format.milliseconds)} />
      <div>
        <dt className="text-sm text-muted">{texts.errors}</dt>
        <dd>{told.errorRate === null ? format.count(told.failures) : <RateFigure rate={told.errorRate} />}</dd>
      </div>
    </Stats>
  );
}

function Charts({ told: { points, interval } }: { told: Told }) {
  const { performance: texts } = useTexts();
  const { timeZone } = useViewer();
  const format = useFormat();
  const starts = useMemo(() => points.map(({ startAt }) => startAt), [points]);
  const times = useMemo(
    () => [
      { name: texts.p95, values: points.map((point) => point.p95Milliseconds) },
      { name: texts.p50, values: points.map((point) => point.p50Milliseconds), colour: "muted" as const },
    ],
    [points, texts],
  );
  const counts = useMemo(() => [{ name: texts.requests, values: points.map((point) => point.count) }], [points, texts]);
  const errors = useMemo(
    () => [
      { name: texts.errors, values: points.map((point) => point.errorRate?.value ?? null), colour: "bad" as const },
    ],
    [points, texts],
  );
  const shared = { starts, interval, zone: timeZone, height: 190 };
  return (
    <div className="my-5 grid gap-6 lg:grid-cols-3">
      <div className="min-w-0">
        <h3 className="mb-2 text-sm font-medium">{texts.times}</h3>
        <TimeChart {...shared} title={texts.times} lines={times} say={format.milliseconds} />
      </div>
      <div className="min-w-0">
        <h3 className="mb-2 text-sm font-medium">{texts.throughput}</h3>
        <TimeChart {...shared} title={texts.throughput} lines={counts} look="bar" say={format.count} isCount />
      </div>
      <div className="min-w-0">
        <h3 className="mb-2 text-sm font-medium">{texts.errors}</h3>
        <TimeChart {...shared} title={texts.errors} lines={errors} say={format.share} />
      </div>
    </div>
  );
}

function Operations({ operations }: { operations: Told["operations"] }) {
  const { performance: texts } = useTexts();
  const format = useFormat();
  const or = useOr();
  return (
    <div className="max-h-[32rem] overflow-y-auto">
      <Table
        caption={texts.byOperation}
        rows={operations}
        keyOf={(each) => each.operation}
        columns={[
          {
            title: texts.operation,
            cell: (each) => <code className="font-mono break-words">{each.operation.replaceAll("+", " + ")}</code>,
          },
          { title: texts.requests, isNumber: true, cell: (each) => format.count(each.count) },
          { title: texts.rate, isNumber: true, cell: (each) => or(each.perSecond, format.precise) },
          { title: texts.p50, isNumber: true, cell: (each) => or(each.p50Milliseconds, format.milliseconds) },
          { title: texts.p95, isNumber: true, cell: (each) => or(each.p95Milliseconds, format.milliseconds) },
          { title: texts.p99, isNumber: true, cell: (each) => or(each.p99Milliseconds, format.milliseconds) },
          {
            title: texts.errors,
            cell: (each) => (
              <div className="min-w-40">
                {each.errorRate === null ? format.count(each.failures) : <RateFigure rate={each.errorRate} />}
              </div>
            ),
          },
        ]}
      />
    </div>
  );
}

/** How fast requests are answered, how many there are, and how many fail. */
export function Requests({ requests }: { requests: Told | null }) {
  const { performance: texts } = useTexts();
  const { timeZone } = useViewer();
  const format = useFormat();
  return (
    <Part
      title={texts.requests}
      value={requests}
      aside={(told) => <p className="text-sm text-muted">{texts.asOf(format.moment(told.freshness.asOf, timeZone))}</p>}
    >
      {(told) => (
        <>
          <Numbers told={told} />
          <Charts told={told} />
          <h3 className="mb-1 text-sm font-medium">{texts.byOperation}</h3>
          {told.operations.length === 0 ? (
            <p className="text-muted">{texts.noRequests}</p>
          ) : (
            <Operations operations={told.operations} />
          )}
        </>
      )}
    </Part>
  );
}
