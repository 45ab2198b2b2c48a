import { type FormEvent, useState } from "react";

import { useAct } from "../../graph/act";
import { Button } from "../../parts/Button";
import { Choice, Field } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { useViewer } from "../../shell/viewer";
import { useTexts } from "../../text/language";
import { type CorrectApplicationInput, CorrectDocument } from "./documents";
import type { Line } from "./Ledger";
import { dayIn, momentOf } from "./moments";
import { OUTCOMES, type Settled, STAGES, settled } from "./moves";

/** What an entry should have said, or that it should not be there. */
export function Correction({
  id,
  line,
  onClose,
  onDone,
}: {
  id: string;
  line: Line;
  onClose: () => void;
  onDone: () => void;
}) {
  const { applications: texts, words, shell } = useTexts();
  const { timeZone } = useViewer();
  const [isBusy, correct] = useAct(CorrectDocument);
  const was = {
    target: line.stage ?? line.outcome ?? "",
    day: line.occurredAt === null ? "" : dayIn(timeZone, line.occurredAt),
  };
  const [target, setTarget] = useState<string>(was.target);
  const [day, setDay] = useState(was.day);
  const [done, setDone] = useState<Settled | null>(null);

  async function send(what: Omit<CorrectApplicationInput, "transitionId">): Promise<void> {
    const outcome = await correct({ id, input: { transitionId: line.id, ...what } });
    const next = settled(outcome, outcome.data?.correctApplication);
    setDone(next);
    if (next.row !== null || next.isWaiting) onDone();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const moment = day === was.day ? undefined : (momentOf(day, timeZone) ?? new Date().toISOString());
    const at = moment === undefined || day === "" ? {} : { at: moment };
    const stage = STAGES.find((each) => each === target);
    const outcome = OUTCOMES.find((each) => each === target);
    if (stage !== undefined) void send({ stage, ...at });
    else if (outcome !== undefined) void send({ outcome, ...at });
  }

  return (
    <form onSubmit={submit} className="mt-3 grid gap-3 border-t border-line/70 pt-3">
      {!line.isReopening && (
        <div className="grid grid-cols-2 gap-3">
          <Choice label={texts.ledger.was} value={target} onChange={(event) => setTarget(event.target.value)}>
            <Options of={[...STAGES, ...OUTCOMES]} words={words.status} />
          </Choice>
          <Field
            type="date"
            label={texts.on}
            value={day}
            max={dayIn(timeZone)}
            onChange={(event) => setDay(event.target.value)}
          />
        </div>
      )}
      {done !== null && done.row === null && (
        <p role="alert" className="text-bad">
          {done.refusal ?? texts.unanswered}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {!line.isReopening && (
          <Button type="submit" look="main" disabled={isBusy || (target === was.target && day === was.day)}>
            {shell.save}
          </Button>
        )}
        <Button look="danger" disabled={isBusy} onClick={() => void send({ retract: true })}>
          {texts.ledger.retract}
        </Button>
        <Button onClick={onClose}>{shell.cancel}</Button>
      </div>
    </form>
  );
}
