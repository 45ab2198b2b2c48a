import { Table } from "../../parts/Table";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { PerformancePageQuery } from "./documents";
import { Part } from "./Part";

/** Work that is done in the background. */
export function Jobs({ jobs }: { jobs: PerformancePageQuery["performance"]["jobs"] }) {
  const { performance: texts, shell } = useTexts();
  const { timeZone } = useViewer();
  const format = useFormat();
  const when = (moment: string | null): string => (moment === null ? shell.none : format.moment(moment, timeZone));
  return (
    <Part title={texts.jobs} value={jobs}>
      {({ tasks }) =>
        tasks.length === 0 ? (
          <p className="text-muted">{texts.noJobs}</p>
        ) : (
          <Table
            caption={texts.jobs}
            rows={tasks}
            keyOf={(each) => each.task}
            columns={[
              { title: texts.task, cell: (each) => <code className="font-mono">{each.task}</code> },
              { title: texts.queued, isNumber: true, cell: (each) => format.count(each.queued) },
              { title: texts.running, isNumber: true, cell: (each) => format.count(each.running) },
              { title: texts.succeeded, isNumber: true, cell: (each) => format.count(each.succeeded) },
              {
                title: texts.failed,
                isNumber: true,
                cell: (each) => (
                  <span className={each.failed > 0 ? "font-semibold text-bad" : ""}>{format.count(each.failed)}</span>
                ),
              },
              { title: texts.retries, isNumber: true, cell: (each) => format.count(each.retries) },
              {
                title: texts.mean,
                isNumber: true,
                cell: (each) => (each.meanSeconds === null ? shell.none : format.seconds(each.meanSeconds)),
              },
              {
                title: texts.lastSuccess,
                cell: (each) => <span className="whitespace-nowrap">{when(each.lastSucceededAt)}</span>,
              },
              {
                title: texts.lastFailure,
                cell: (each) => <span className="whitespace-nowrap">{when(each.lastFailedAt)}</span>,
              },
            ]}
          />
        )
      }
    </Part>
  );
}
