import type { ReactNode } from "react";

import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { Whole } from "./Details";

function yearlyPay({ amountMinor, currency }: { amountMinor: number; currency: string }, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 0 });
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  return format.format(amountMinor / 10 ** digits);
}

/** What the posting says. Rows without an answer are left out. */
export function Facts({ whole: { job, appliedAt, silence, createdAt } }: { whole: Whole }) {
  const { applications: texts, words, shell } = useTexts();
  const format = useFormat();
  const { timeZone } = useViewer();
  const isAddress = job.url !== null && /^https?:/i.test(job.url);
  const facts: [string, ReactNode][] = [
    [texts.facts.applied, appliedAt && format.date(appliedAt, timeZone)],
    [
      texts.facts.silence,
      silence && <span className={silence.isLong ? "text-warn" : ""}>{format.days(silence.days)}</span>,
    ],
    [words.dimension.LOCATION, job.location],
    [words.dimension.WORKPLACE, job.workplace && words.workplace[job.workplace]],
    [words.dimension.INDUSTRY, job.company.industry],
    [texts.facts.pay, job.salary && yearlyPay(job.salary.yearlyMidpoint, document.documentElement.lang)],
    [texts.facts.posted, job.postedAt && format.date(job.postedAt)],
    [texts.facts.skills, job.skills.length > 0 && job.skills.map((skill) => skill.name).join(", ")],
    [
      texts.facts.posting,
      isAddress && job.url !== null && (
        <a
          href={job.url}
          target="_blank"
          rel="noreferrer"
          className="break-all text-accent underline underline-offset-4"
        >
          {new URL(job.url).host}
        </a>
      ),
    ],
    [texts.facts.created, format.date(createdAt, timeZone)],
  ];
  return (
    <section aria-label={texts.facts.title}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd>{value ?? shell.none}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
