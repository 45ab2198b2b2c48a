import { useAct } from "../../graph/act";
import { Button } from "../../parts/Button";
import { Options } from "../../parts/Options";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import { AcknowledgeAlertDocument, type AlertFieldsFragment, SnoozeAlertDocument } from "./documents";

const DAY = 86_400_000;
const COLOURS = { LOW: "border-l-line", NORMAL: "border-l-accent", HIGH: "border-l-bad" };

/** An alert with the numbers that raised it, and what can be done about it. */
export function OneAlert({ alert, onChange }: { alert: AlertFieldsFragment; onChange: () => void }) {
  const { alerts: texts, shell } = useTexts();
  const format = useFormat();
  const { timeZone } = useViewer();
  const [isSeeing, acknowledge] = useAct(AcknowledgeAlertDocument);
  const [isSnoozing, snooze] = useAct(SnoozeAlertDocument);
  const { evidence } = alert;

  async function putAside(days: number): Promise<void> {
    const endsAt = new Date(Date.now() + days * DAY).toISOString();
    await snooze({ id: alert.id, input: { endsAt } });
    onChange();
  }

  return (
    <li
      className={`grid gap-2 rounded-lg border border-l-4 border-line p-3 ${COLOURS[alert.priority]}`}
      data-alert={alert.id}
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h3 className="font-medium">{alert.title}</h3>
        <p className="text-sm text-muted">
          {alert.status !== "ACTIVE" && `${texts.statuses[alert.status]} · `}
          <time dateTime={alert.raisedAt}>{format.moment(alert.raisedAt, timeZone)}</time>
        </p>
      </div>
      <p>{alert.message}</p>
      <p className="text-sm text-muted">
        {`${texts.value}: ${format.count(evidence.value)} · ${texts.threshold}: ${format.count(evidence.threshold)}`}
        {evidence.previous !== null && ` · ${texts.previous}: ${format.count(evidence.previous)}`}
        {evidence.sample &&
          ` · ${shell.of(format.count(evidence.sample.numerator), format.count(evidence.sample.denominator))}`}
        {evidence.expected &&
          ` · ${texts.expected(format.count(evidence.expected.low), format.count(evidence.expected.high))}`}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {alert.status !== "ACKNOWLEDGED" && (
          <>
            <Button disabled={isSeeing} onClick={() => void acknowledge({ id: alert.id }).then(onChange)}>
              {texts.acknowledge}
            </Button>
            <label className="flex items-center gap-2 text-sm">
              {texts.snooze}
              <select
                className="min-h-9 rounded-lg border border-line bg-surface px-2"
                value=""
                disabled={isSnoozing}
                onChange={({ target }) => void putAside(Number(target.value))}
              >
                <option value="" disabled>
                  …
                </option>
                <Options of={[1, 3, 7] as const} words={texts.snoozes} />
              </select>
            </label>
          </>
        )}
        {alert.snoozeEndsAt !== null && alert.status === "SNOOZED" && (
          <span className="text-sm text-muted">{texts.until(format.moment(alert.snoozeEndsAt, timeZone))}</span>
        )}
      </div>
    </li>
  );
}
