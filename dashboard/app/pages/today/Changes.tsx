import { Link } from "wouter";

import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { TodayQuery } from "./documents";

type Application = TodayQuery["changes"]["nodes"][number];

/** The applications that moved last, each with its last move. */
export function Changes({ applications }: { applications: readonly Application[] }) {
  const { today: texts, words } = useTexts();
  const format = useFormat();
  const { timeZone } = useViewer();
  return (
    <ol className="grid">
      {applications.map((application) => {
        const last = application.transitions.at(-1);
        const target = last?.isReopening ? "REOPENED" : (last?.outcome ?? last?.stage ?? application.status);
        return (
          <li key={application.id} className="grid grid-cols-[1fr_auto] items-baseline gap-x-3 gap-y-1 border-b border-line/60 py-2 last:border-0 sm:grid-cols-[8.5rem_1fr_auto]">
            <span className="order-2 w-fit rounded-full bg-tint px-2.5 py-0.5 text-sm font-medium text-accent sm:order-none">{words.status[target]}</span>
            <Link href={`/applications/${encodeURIComponent(application.id)}`} className="order-1 col-span-2 min-w-0 truncate hover:underline sm:order-none sm:col-span-1">
              {application.job.title}
              <span className="text-muted"> · {application.job.company.name}</span>
            </Link>
            <span className="order-3 text-sm text-muted sm:order-none">
              {last?.occurredAt ? <time dateTime={last.occurredAt}>{format.date(last.occurredAt, timeZone)}</time> : texts.undated}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
