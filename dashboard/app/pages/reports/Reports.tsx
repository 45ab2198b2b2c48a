import { Link, Route, Switch } from "wouter";

import { useAsk } from "../../graph/ask";
import { Card, PageHead } from "../../parts/Card";
import { Empty } from "../../parts/Empty";
import { Failure } from "../../parts/Failure";
import { RateFigure } from "../../parts/RateFigure";
import { Skeleton } from "../../parts/Skeleton";
import { Table } from "../../parts/Table";
import { useFormat, useTexts } from "../../text/language";
import { ReportsDocument } from "./documents";
import { MakeReport } from "./MakeReport";
import { OneReport } from "./OneReport";

function Kept() {
  const { reports: texts } = useTexts();
  const format = useFormat();
  const { data, failure, retry } = useAsk(ReportsDocument, {});
  if (data === undefined) return failure ? <Failure failure={failure} retry={retry} /> : <Skeleton lines={5} />;
  const kept = data.reports.nodes;
  if (kept.length === 0) return <Empty title={texts.none.title} text={texts.none.text} />;
  return (
    <Card title={texts.list}>
      <Table
        caption={texts.list}
        rows={kept}
        keyOf={(report) => report.id}
        columns={[
          {
            title: texts.kind,
            cell: (report) => (
              <Link
                href={`/reports/${encodeURIComponent(report.id)}`}
                className="text-accent underline underline-offset-4"
              >
                {texts.titleOf[report.kind](format.date(report.range.from))}
              </Link>
            ),
          },
          {
            title: texts.applications,
            isNumber: true,
            cell: (report) => format.count(report.summary.totalApplications),
          },
          { title: texts.share, cell: (report) => <RateFigure rate={report.summary.responseRate} /> },
        ]}
      />
    </Card>
  );
}

/** The reports that were made, one of them, and making another. */
export function Reports() {
  const { reports: texts, shell } = useTexts();
  return (
    <Switch>
      <Route path="/reports/:id">{({ id }) => <OneReport id={decodeURIComponent(id)} />}</Route>
      <Route>
        <PageHead title={shell.pages.reports} text={texts.text} />
        <div className="grid items-start gap-4 lg:grid-cols-[1fr_18rem]">
          <Kept />
          <MakeReport />
        </div>
      </Route>
    </Switch>
  );
}
