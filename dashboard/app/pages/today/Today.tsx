import { Link } from "wouter";

import { useAsk } from "../../graph/ask";
import { Card, PageHead } from "../../parts/Card";
import { Empty } from "../../parts/Empty";
import { Failure } from "../../parts/Failure";
import { Skeleton } from "../../parts/Skeleton";
import { useViewer } from "../../shell/viewer";
import { useTexts } from "../../text/language";
import { Alerts } from "./Alerts";
import { Changes } from "./Changes";
import { TodayDocument } from "./documents";
import { Goals } from "./Goals";
import { Numbers } from "./Numbers";
import { Silent } from "./Silent";

/** What a job seeker opens every morning: what has changed, how it stands, and what wants an eye. */
export function Today() {
  const { today: texts, shell } = useTexts();
  const { name } = useViewer();
  const { data, failure, retry } = useAsk(TodayDocument, {}, { signals: ["ledger", "alerts"] });
  return (
    <>
      <PageHead title={shell.pages.today} text={name === null ? texts.textWithoutName : texts.text(name)} />
      {data?.transitions.nodes.length === 0 ? (
        <Empty title={texts.empty.title} text={texts.empty.text}>
          <p className="flex flex-wrap gap-4">
            <Link href="/import" className="font-medium text-accent underline underline-offset-4">
              {texts.empty.import}
            </Link>
            <Link href="/applications" className="font-medium text-accent underline underline-offset-4">
              {texts.empty.record}
            </Link>
          </p>
        </Empty>
      ) : (
        <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-3">
          <Card title={texts.changes} className="min-h-[39rem] sm:min-h-[25.5rem] lg:col-span-2">
            {data ? (
              <Changes transitions={data.transitions.nodes} />
            ) : failure ? (
              <Failure failure={failure} retry={retry} />
            ) : (
              <Skeleton lines={8} />
            )}
          </Card>
          <div className="grid gap-4">
            <Card title={texts.goals} className="min-h-40">
              {data ? <Goals goals={data.goals} /> : <Skeleton lines={3} />}
            </Card>
            <Card title={texts.alerts} className="min-h-40">
              {data ? <Alerts alerts={data.alerts.nodes} /> : <Skeleton lines={3} />}
            </Card>
          </div>
          <div className="lg:col-span-3">
            <Numbers />
          </div>
          <Card title={texts.silent} className="min-h-[34rem] md:min-h-88 lg:col-span-3">
            {data ? (
              <Silent
                bands={data.silences}
                applications={data.silent.nodes}
                hasMore={data.silent.pageInfo.hasNextPage}
              />
            ) : (
              <Skeleton lines={8} />
            )}
          </Card>
        </div>
      )}
    </>
  );
}
