import { Link } from "wouter";

import { useAsk } from "../../graph/ask";
import { Button } from "../../parts/Button";
import { Card, PageHead } from "../../parts/Card";
import { Empty } from "../../parts/Empty";
import { Failure } from "../../parts/Failure";
import { RateFigure } from "../../parts/RateFigure";
import { SeriesChart } from "../../parts/SeriesChart";
import { Skeleton } from "../../parts/Skeleton";
import { Table } from "../../parts/Table";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import { OneReportDocument, type OneReportQuery } from "./documents";

export type Report = Extract<OneReportQuery["node"], { __typename: "Report" }>;

/** A report to read, or to print: it is plain text and numbers first. */
export function OneReport({ id }: { id: string }) {
  const { reports: texts } = useTexts();
  const { data, failure, retry } = useAsk(OneReportDocument, { id });
  if (data === undefined) return failure ? <Failure failure={failure} retry={retry} /> : <Skeleton lines={12} />;
  if (data.node?.__typename !== "Report") {
    return (
      <Empty title={texts.gone.title} text={texts.gone.text}>
        <Link href="/reports" className="text-accent underline">
          {texts.back}
        </Link>
      </Empty>
    );
  }
  return <Reading report={data.node} />;
}

function Reading({ report }: { report: Report }) {
  const { reports: texts } = useTexts();
  const format = useFormat();
  const { timeZone } = useViewer();
  const { from, until } = report.range;
  return (
    <article>
      <Link href="/reports" className="text-sm text-accent underline underline-offset-4 print:hidden">
        {texts.back}
      </Link>
      <PageHead
        title={texts.titleOf[report.kind](format.date(from))}
        text={`${texts.span(format.date(from), format.date(until))}. ${texts.made(format.moment(report.createdAt, timeZone))}`}
      >
        <Button className="print:hidden" onClick={() => window.print()}>
          {texts.print}
        </Button>
      </PageHead>
      <div className="grid gap-4">
        <Changes report={report} />
        <Outcomes report={report} />
        <Steps report={report} />
        <Card title={texts.series}>
          <div className="grid gap-6 lg:grid-cols-2">
            {report.series.map((series) => (
              <Series key={series.metric} series={series} />
            ))}
          </div>
        </Card>
        <Skills report={report} />
      </div>
    </article>
  );
}

function Series({ series }: { series: Report["series"][number] }) {
  const { words } = useTexts();
  const format = useFormat();
  return (
    <section>
      <h3 className="flex justify-between text-sm font-medium">
        {words.metric[series.metric]}
        <span className="tabular-nums">{format.value(series.total, series.unit)}</span>
      </h3>
      <SeriesChart series={series} look={series.unit === "COUNT" ? "bar" : "line"} height={160} />
    </section>
  );
}

function Changes({ report }: { report: Report }) {
  const { reports: texts } = useTexts();
  const signs = { true: texts.better, false: texts.worse, null: texts.provisional };
  return (
    <Card title={texts.changes}>
      {report.changes.length === 0 && <p className="text-muted">{texts.noChanges}</p>}
      <ul className="grid gap-2">
        {report.changes.map((change) => (
          <li key={change.metric} className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span>{change.sentence}</span>
            {(change.isBetter !== null || change.isProvisional) && (
              <span
                className={`text-sm ${change.isBetter === true ? "text-good" : change.isBetter === false ? "text-bad" : "text-muted"}`}
              >
                {signs[`${change.isBetter}`]}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Outcomes({ report: { summary } }: { report: Report }) {
  const { reports: texts, words } = useTexts();
  const format = useFormat();
  const rates = [
    [words.metric.RESPONSE_RATE, summary.responseRate],
    [words.metric.INTERVIEW_RATE, summary.interviewRate],
    [words.metric.OFFER_RATE, summary.offerRate],
  ] as const;
  return (
    <Card title={texts.summary}>
      <dl className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <div>
          <dt className="text-sm text-muted">{texts.applications}</dt>
          <dd className="text-2xl font-semibold tabular-nums">{format.count(summary.totalApplications)}</dd>
          <dd className="text-sm text-muted">{`${texts.open}: ${format.count(summary.openApplications)}`}</dd>
        </div>
        {rates.map(([name, rate]) => (
          <div key={name}>
            <dt className="text-sm text-muted">{name}</dt>
            <dd>
              <RateFigure rate={rate} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-sm">
        <span className="text-muted">{texts.status}: </span>
        {summary.statusCounts.map(({ status, count }) => `${words.status[status]} ${format.count(count)}`).join(" · ")}
      </p>
    </Card>
  );
}

function Steps({ report }: { report: Report }) {
  const { reports: texts, words } = useTexts();
  const format = useFormat();
  return (
    <Card title={texts.funnel}>
      <Table
        caption={texts.funnel}
        rows={report.funnel.steps}
        keyOf={(step) => step.stage}
        columns={[
          { title: texts.funnel, cell: (step) => words.funnelStage[step.stage] },
          { title: texts.reached, isNumber: true, cell: (step) => format.count(step.entered) },
          { title: texts.share, cell: (step) => <RateFigure rate={step.conversion} /> },
          {
            title: texts.days,
            isNumber: true,
            cell: (step) => (step.medianDays === null ? "–" : format.count(step.medianDays)),
          },
        ]}
      />
    </Card>
  );
}

function Skills({ report }: { report: Report }) {
  const { reports: texts } = useTexts();
  const format = useFormat();
  if (report.skills.length === 0) return null;
  return (
    <Card title={texts.skills}>
      <Table
        caption={texts.skills}
        rows={report.skills}
        keyOf={(demand) => demand.skill.name}
        columns={[
          { title: texts.skill, cell: (demand) => demand.skill.name },
          { title: texts.opensOwn, isNumber: true, cell: (demand) => format.count(demand.opensOwnJobs) },
          { title: texts.opensPostings, isNumber: true, cell: (demand) => format.count(demand.opensPostings) },
        ]}
      />
    </Card>
  );
}
