import { Link } from "wouter";

import { useFormat, useTexts } from "../../text/language";
import type { TodayQuery } from "./documents";

type Props = { bands: TodayQuery["silences"]; applications: TodayQuery["silent"]["nodes"]; hasMore: boolean };

/** Open applications by days of silence, and those that have been silent for longest. */
export function Silent({ bands, applications, hasMore }: Props) {
  const { today: texts, words } = useTexts();
  const format = useFormat();
  return (
    <>
      <dl className="mb-4 flex flex-wrap gap-x-6 gap-y-2">
        {bands.map((band) => (
          <div key={band.fromDays} className={band.isLong ? "text-warn" : ""}>
            <dt className="text-sm text-muted">
              {band.untilDays === null
                ? texts.daysAndMore(format.count(band.fromDays))
                : texts.daysUnder(format.count(band.fromDays), format.count(band.untilDays))}
            </dt>
            <dd className="text-xl font-semibold tabular-nums">
              {format.count(band.count)}
              {band.isLong && <span className="sr-only">{`, ${texts.long}`}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <ul className="grid grid-cols-1 gap-x-8 md:grid-cols-2">
        {applications.map((application) => (
          <li
            key={application.id}
            className="flex min-w-0 items-baseline justify-between gap-3 border-b border-line/60 py-2"
          >
            <Link
              href={`/applications/${encodeURIComponent(application.id)}`}
              className="min-w-0 truncate hover:underline"
            >
              {application.job.title}
              <span className="text-muted"> · {application.job.company.name}</span>
            </Link>
            <span
              className={`text-sm whitespace-nowrap ${application.silence?.isLong ? "font-medium text-warn" : "text-muted"}`}
            >
              {words.status[application.status]}
              {application.silence &&
                ` · ${application.silence.days === 0 ? texts.movedToday : texts.silence(format.days(application.silence.days))}`}
              {application.silence?.isLong && <span className="sr-only">{`, ${texts.long}`}</span>}
            </span>
          </li>
        ))}
      </ul>
      {hasMore && (
        <Link
          href="/applications?show=OPEN"
          className="mt-3 inline-block text-sm text-accent underline underline-offset-4"
        >
          {texts.all}
        </Link>
      )}
    </>
  );
}
