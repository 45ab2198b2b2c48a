import { Link } from "wouter";

import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { TodayQuery } from "./documents";

/** What the rules have found and nobody has seen yet. */
export function Alerts({ alerts }: { alerts: TodayQuery["alerts"]["nodes"] }) {
  const { today: texts } = useTexts();
  const format = useFormat();
  const { timeZone } = useViewer();
  if (alerts.length === 0) return <p className="text-muted">{texts.noAlerts}</p>;
  return (
    <>
      <ul className="grid gap-3" aria-live="polite">
        {alerts.map((alert) => (
          <li
            key={alert.id}
            className={`border-l-4 pl-3 ${alert.priority === "HIGH" ? "border-bad" : "border-accent"}`}
          >
            <p className="font-medium">{alert.title}</p>
            <p className="text-sm">{alert.message}</p>
            <p className="text-sm text-muted">{format.moment(alert.raisedAt, timeZone)}</p>
          </li>
        ))}
      </ul>
      <Link href="/alerts" className="mt-3 inline-block text-sm text-accent underline underline-offset-4">
        {texts.allAlerts}
      </Link>
    </>
  );
}
