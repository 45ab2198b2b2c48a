import { Card } from "../../parts/Card";
import { useFormat, useTexts } from "../../text/language";
import type { PlatformPartsFragment } from "./documents";

type Cohort = NonNullable<PlatformPartsFragment["retention"]>["cohorts"][number];
type Point = Cohort["points"][number];

function Cell({ point }: { point: Point | undefined }) {
  const { shell } = useTexts();
  const format = useFormat();
  if (point?.rate.value == null) return <td />;
  const { value, numerator, denominator, low, high, smallSample } = point.rate;
  const counted = shell.of(format.count(numerator), format.count(denominator));
  const interval = low === null || high === null ? "" : shell.interval(format.share(low), format.share(high));
  return (
    <td className="p-0.5">
      <div
        className={`relative min-w-16 overflow-hidden rounded px-1 py-1 text-center leading-tight tabular-nums ${smallSample || point.isPartial ? "italic" : ""}`}
        title={interval}
      >
        <span aria-hidden="true" className="absolute inset-0 bg-accent" style={{ opacity: 0.06 + 0.34 * value }} />
        <span className="relative">
          {format.share(value)}
          {point.isPartial && "*"}
          <span className="block text-xs whitespace-nowrap">{counted}</span>
          <span className="sr-only">{interval}</span>
        </span>
      </div>
    </td>
  );
}

function Cohorts({ cohorts }: { cohorts: readonly Cohort[] }) {
  const { platform: texts } = useTexts();
  const format = useFormat();
  const widest = Math.max(...cohorts.map(({ points }) => points.length));
  const weeks = Array.from({ length: widest }, (_, place) => place + 1);
  return (
    <div className="overflow-x-auto" role="group" aria-label={texts.retention} tabIndex={0}>
      <table className="border-collapse text-sm">
        <caption className="sr-only">{texts.retention}</caption>
        <thead>
          <tr className="text-left text-muted">
            <th scope="col" className="sticky left-0 bg-surface py-2 pr-4 font-medium whitespace-nowrap">
              {texts.firstWeek}
            </th>
            <th scope="col" className="py-2 pr-4 text-right font-medium">
              {texts.people}
            </th>
            {weeks.map((week) => (
              <th key={week} scope="col" className="px-1 py-2 text-center font-medium whitespace-nowrap">
                {texts.later(format.count(week))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map(({ start, people, points }) => (
            <tr key={start}>
              <th scope="row" className="sticky left-0 bg-surface py-1 pr-4 text-left font-medium whitespace-nowrap">
                {format.date(start)}
              </th>
              <td className="py-1 pr-4 text-right tabular-nums">{format.count(people)}</td>
              {weeks.map((week) => (
                <Cell key={week} point={points.find(({ weeksLater }) => weeksLater === week)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Who comes back, by the week in which they came first. */
export function Retention({ retention }: { retention: PlatformPartsFragment["retention"] }) {
  const { platform: texts } = useTexts();
  const format = useFormat();
  return (
    <Card title={texts.retention}>
      <p className="mb-3 max-w-prose text-sm text-muted">{texts.retentionText}</p>
      {retention === null ? (
        <p className="text-muted">{texts.untold}</p>
      ) : (
        <>
          {retention.cohorts.length === 0 ? (
            <p className="text-muted">{texts.noCohorts}</p>
          ) : (
            <Cohorts cohorts={retention.cohorts} />
          )}
          {retention.cohorts.some(({ points }) => points.some(({ isPartial }) => isPartial)) && (
            <p className="mt-2 text-sm text-muted">* {texts.notOver}</p>
          )}
          {retention.hiddenCohorts > 0 && (
            <p className="mt-2 text-sm text-muted">{texts.hiddenCohorts(format.count(retention.hiddenCohorts))}</p>
          )}
        </>
      )}
    </Card>
  );
}
