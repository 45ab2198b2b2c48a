import { type FormEvent, useState } from "react";

import { Button } from "../parts/Button";
import { Choice, Field } from "../parts/Field";
import { Options } from "../parts/Options";
import { useTexts } from "../text/language";
import { PERIODS, type Period, type Range } from "./view";

const OWN = "OWN";
const DAY = 86_400_000;

/** People say the last day that belongs to it; a range says the first that does not. */
function moved(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
}

function OwnDates({ range, onChoice }: { range: Range | null; onChoice: (range: Range) => void }) {
  const { view: texts } = useTexts().shell;
  const chosen = range !== null && "between" in range ? range.between : null;
  const [from, setFrom] = useState(chosen?.from ?? "");
  const [to, setTo] = useState(chosen === null ? "" : moved(chosen.until, -1));
  const isBackwards = from !== "" && to !== "" && to < from;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (from !== "" && to !== "" && !isBackwards) onChoice({ between: { from, until: moved(to, 1) } });
  }

  return (
    <form onSubmit={submit} className="col-span-2 flex flex-wrap items-end gap-3">
      <div className="min-w-36 flex-1">
        <Field type="date" required label={texts.from} value={from} onChange={(event) => setFrom(event.target.value)} />
      </div>
      <div className="min-w-36 flex-1">
        <Field
          type="date"
          required
          label={texts.to}
          value={to}
          fault={isBackwards ? texts.backwards : undefined}
          onChange={(event) => setTo(event.target.value)}
        />
      </div>
      <Button type="submit" disabled={from === "" || to === "" || isBackwards}>
        {texts.apply}
      </Button>
    </form>
  );
}

/** Named periods, or two dates of one's own. `standard` is what the page shows as long as nothing was chosen. */
export function RangeChoice({
  range,
  standard,
  onChoice,
}: {
  range: Range | null;
  standard: Period;
  onChoice: (range: Range | null) => void;
}) {
  const { shell, words } = useTexts();
  const [isAsking, setAsking] = useState(false);
  const isOwn = isAsking || (range !== null && "between" in range);
  const period = range !== null && "period" in range ? range.period : standard;

  function choose(value: string): void {
    setAsking(value === OWN);
    const next = PERIODS.find((each) => each === value);
    if (next !== undefined) onChoice({ period: next });
  }

  return (
    <>
      <Choice label={shell.view.range} value={isOwn ? OWN : period} onChange={(event) => choose(event.target.value)}>
        <Options of={PERIODS} words={words.period} />
        <option value={OWN}>{shell.view.own}</option>
      </Choice>
      {isOwn && <OwnDates key={JSON.stringify(range)} range={range} onChoice={onChoice} />}
    </>
  );
}
