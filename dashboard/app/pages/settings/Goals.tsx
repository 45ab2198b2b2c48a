import { type FormEvent, useState } from "react";

import { useAct } from "../../graph/act";
import { useAsk } from "../../graph/ask";
import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { Failure } from "../../parts/Failure";
import { Choice, Field } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { Ring } from "../../parts/Ring";
import { Skeleton } from "../../parts/Skeleton";
import { useFormat, useTexts } from "../../text/language";
import { RemoveGoalDocument, SetGoalDocument, SettingsGoalsDocument, type SettingsGoalsQuery } from "./documents";
import { type Refusal, refusalOf } from "./refusals";
import { Said } from "./Said";

const COUNTED = [
  "APPLICATIONS",
  "RESPONSES",
  "INTERVIEWS",
  "OFFERS",
  "JOB_VIEWS",
  "JOB_SAVES",
  "SEARCHES",
  "SESSIONS",
] as const;
const EVERY = ["DAY", "WEEK", "MONTH"] as const;

type Goal = SettingsGoalsQuery["goals"][number];

function GoalLine({ goal, onRemove }: { goal: Goal; onRemove: () => void }) {
  const { settings: texts, words, shell } = useTexts();
  const format = useFormat();
  const { current, expected, percentBehind, needsAttention } = goal.progress;
  const name = texts.goals.name(format.count(goal.target), words.metric[goal.metric], words.interval[goal.interval]);
  return (
    <li className="flex items-center gap-4">
      <Ring current={current} expected={expected} target={goal.target} isBehind={needsAttention} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{name}</p>
        <p className="text-sm text-muted tabular-nums">
          {shell.of(format.count(current), format.count(goal.target))}
          {needsAttention && <span className="text-warn"> · {texts.goals.behind(format.count(percentBehind))}</span>}
        </p>
      </div>
      <Button look="bare" className="px-1" aria-label={`${shell.remove}: ${name}`} onClick={onRemove}>
        {shell.remove}
      </Button>
    </li>
  );
}

/** What one wants to reach in every day, week or month. */
export function Goals() {
  const { settings: texts, words } = useTexts();
  const { data, failure, retry } = useAsk(SettingsGoalsDocument, {}, { signals: ["ledger", "activity"] });
  const [isSetting, set] = useAct(SetGoalDocument);
  const [, remove] = useAct(RemoveGoalDocument);
  const [form, setForm] = useState({ metric: "APPLICATIONS", interval: "WEEK", target: "5" });
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [done, setDone] = useState<string | null>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const metric = COUNTED.find((each) => each === form.metric) ?? "APPLICATIONS";
    const interval = EVERY.find((each) => each === form.interval) ?? "WEEK";
    const outcome = await set({ input: { metric, interval, target: Number(form.target) } });
    told(refusalOf(outcome, outcome.data?.setGoal, texts.unanswered), texts.goals.isSet);
  }

  function told(refused: Refusal | null, words: string): void {
    setRefusal(refused);
    setDone(refused === null ? words : null);
    retry();
  }

  async function onRemove(goal: Goal): Promise<void> {
    const outcome = await remove({ id: goal.id });
    told(refusalOf(outcome, outcome.data?.removeGoal, texts.unanswered), texts.goals.isRemoved);
  }

  return (
    <Card title={texts.goals.title}>
      <div className="grid gap-4">
        {data !== undefined ? (
          data.goals.length > 0 ? (
            <ul className="grid gap-3">
              {data.goals.map((goal) => (
                <GoalLine key={goal.id} goal={goal} onRemove={() => void onRemove(goal)} />
              ))}
            </ul>
          ) : (
            <p className="text-sm text-muted">{texts.goals.none}</p>
          )
        ) : failure !== undefined ? (
          <Failure failure={failure} retry={retry} />
        ) : (
          <Skeleton lines={3} />
        )}
        <form
          onSubmit={(event) => void submit(event)}
          className="grid grid-cols-2 items-end gap-3 sm:max-xl:grid-cols-[6rem_1fr_8rem_auto]"
        >
          <Field
            type="number"
            min={1}
            max={1_000_000}
            required
            label={texts.goals.target}
            value={form.target}
            onChange={(event) => setForm({ ...form, target: event.target.value })}
          />
          <Choice
            label={texts.goals.metric}
            value={form.metric}
            onChange={(event) => setForm({ ...form, metric: event.target.value })}
          >
            <Options of={COUNTED} words={words.metric} />
          </Choice>
          <Choice
            label={texts.goals.every}
            value={form.interval}
            onChange={(event) => setForm({ ...form, interval: event.target.value })}
          >
            <Options of={EVERY} words={words.interval} />
          </Choice>
          <Button type="submit" look="main" disabled={isSetting} className="justify-self-start">
            {texts.goals.set}
          </Button>
        </form>
        <Said done={done} refusal={refusal?.text ?? null} />
      </div>
    </Card>
  );
}
