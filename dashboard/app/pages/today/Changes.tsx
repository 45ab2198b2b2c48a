import { Link } from "wouter";

import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { TodayQuery } from "./documents";

/** What happened last in all of the ledger. */
export function Changes({ transitions }: { transitions: TodayQuery["transitions"]["nodes"] }) {
  const { today: texts, words } = useTexts();
  const format = useFormat();
  const { timeZone } = useViewer();
  return (
    <ol className="grid">
      {transitions.map(({ id, application, occurredAt, ...moved }) => {
        const target = moved.isReopening ? "REOPENED" : (moved.outcome ?? moved.stage);
        return (
          <li
            key={id}
            className="grid grid-cols-[1fr_auto] items-baseline gap-x-3 gap-y-1 border-b border-line/60 py-2 last:border-0 sm:grid-cols-[8.5rem_1fr_auto]"
          >
            <span className="order-2 w-fit rounded-full bg-tint px-2.5 py-0.5 text-sm font-medium text-accent sm:order-none">
              {target && words.status[target]}
            </span>
            <Link
              href={`/applications/${encodeURIComponent(application.id)}`}
              className="order-1 col-span-2 min-w-0 truncate hover:underline sm:order-none sm:col-span-1"
            >
              {application.job.title}
              <span className="text-muted"> · {application.job.company.name}</span>
            </Link>
            <span className="order-3 text-sm text-muted sm:order-none">
              {occurredAt ? <time dateTime={occurredAt}>{format.date(occurredAt, timeZone)}</time> : texts.undated}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
