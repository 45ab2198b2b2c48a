import { Link } from "wouter";

import { useFormat, useTexts } from "../../text/language";
import type { TodayQuery } from "./documents";

type Application = TodayQuery["silent"]["nodes"][number];

/** Open applications, those that have been silent for longest first. */
export function Silent({ applications, hasMore }: { applications: readonly Application[]; hasMore: boolean }) {
  const { today: texts, words } = useTexts();
  const format = useFormat();
  return (
    <>
      <ul className="grid grid-cols-1 gap-x-8 md:grid-cols-2">
        {applications.map((application) => (
          <li key={application.id} className="flex min-w-0 items-baseline justify-between gap-3 border-b border-line/60 py-2">
            <Link href={`/applications/${encodeURIComponent(application.id)}`} className="min-w-0 truncate hover:underline">
              {application.job.title}
              <span className="text-muted"> · {application.job.company.name}</span>
            </Link>
            <span className={`text-sm whitespace-nowrap ${application.silence?.isLong ? "font-medium text-warn" : "text-muted"}`}>
              {words.status[application.status]}
              {application.silence && ` · ${application.silence.days === 0 ? texts.movedToday : texts.silence(format.days(application.silence.days))}`}
              {application.silence?.isLong && <span className="sr-only">{`, ${texts.long}`}</span>}
            </span>
          </li>
        ))}
      </ul>
      {hasMore && (
        <Link href="/applications" className="mt-3 inline-block text-sm text-accent underline underline-offset-4">
          {texts.all}
        </Link>
      )}
    </>
  );
}
