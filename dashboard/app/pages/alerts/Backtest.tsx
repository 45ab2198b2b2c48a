import { useMemo } from "react";

import { SeriesChart } from "../../parts/SeriesChart";
import { Table } from "../../parts/Table";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { BacktestQuery } from "./documents";

/** What a rule would have said, drawn on the metric that it reads. */
export function Backtest({ tried }: { tried: BacktestQuery }) {
  const { alerts: texts } = useTexts();
  const format = useFormat();
  const { timeZone } = useViewer();
  const { firings } = tried.backtestAlertRule;
  const marks = useMemo(
    () => firings.map((firing) => ({ at: firing.evidence.startsAt, text: firing.message })),
    [firings],
  );
  const [series] = tried.metrics;
  return (
    <section className="grid gap-4" data-firings={firings.length}>
      <p role="status" className="font-medium">
        {firings.length === 0 ? texts.triedNever : texts.tried(format.count(firings.length))}
      </p>
      {series && <SeriesChart series={series} look={series.unit === "COUNT" ? "bar" : "line"} marks={marks} />}
      {firings.length > 0 && (
        <Table
          caption={texts.what}
          rows={firings}
          keyOf={(firing) => firing.raisedAt}
          columns={[
            { title: texts.when, cell: (firing) => format.moment(firing.raisedAt, timeZone) },
            { title: texts.what, cell: (firing) => firing.message },
          ]}
        />
      )}
    </section>
  );
}
