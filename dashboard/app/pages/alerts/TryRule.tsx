import { type FormEvent, useState } from "react";
import { useClient } from "urql";

import { act } from "../../graph/act";
import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { Failure } from "../../parts/Failure";
import { useTexts } from "../../text/language";
import { Backtest } from "./Backtest";
import { BacktestDocument, type BacktestQuery, CreateAlertRuleDocument } from "./documents";
import { type Draft, FIRST_DRAFT, inputOf } from "./draft";
import { RuleForm } from "./RuleForm";

const RANGES = { 30: "LAST_30_DAYS", 90: "LAST_90_DAYS", 365: "LAST_365_DAYS" } as const;

/** A rule is made by trying it: what it would have said is drawn on the series before it is kept. */
export function TryRule() {
  const { alerts: texts } = useTexts();
  const client = useClient();
  const [draft, setDraft] = useState<Draft>(FIRST_DRAFT);
  const [tried, setTried] = useState<BacktestQuery>();
  const [fault, setFault] = useState<{ message: string; path: readonly string[] }>();
  const [failure, setFailure] = useState<Parameters<typeof Failure>[0]["failure"]>();
  const [note, setNote] = useState("");

  function change(part: Partial<Draft>): void {
    setDraft({ ...draft, ...part });
    setTried(undefined);
    setFault(undefined);
    setNote("");
  }

  async function attempt(event: FormEvent): Promise<void> {
    event.preventDefault();
    const input = inputOf(draft);
    const variables = {
      input,
      days: draft.days,
      metric: draft.metric,
      interval: draft.interval,
      filter: input.filter ?? null,
      range: { period: RANGES[draft.days] },
    };
    const { data, error } = await client.query(BacktestDocument, variables, { requestPolicy: "network-only" });
    const refusal = error?.graphQLErrors[0];
    const isRefused = refusal?.extensions["code"] === "INVALID_INPUT";
    setFault(isRefused ? { message: refusal.message, path: [] } : undefined);
    setFailure(isRefused ? undefined : error);
    setTried(isRefused ? undefined : data);
  }

  async function keep(): Promise<void> {
    const { data, failure: why } = await act(CreateAlertRuleDocument, { input: inputOf(draft) });
    setFailure(why);
    setFault(data?.createAlertRule.errors[0]);
    if (!data?.createAlertRule.alertRule) return;
    setNote(texts.kept(draft.name));
    setDraft(FIRST_DRAFT);
    setTried(undefined);
  }

  return (
    <Card title={texts.make}>
      <form className="grid gap-4" onSubmit={(event) => void attempt(event)}>
        <RuleForm draft={draft} change={change} fault={fault} />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit">{texts.tryIt}</Button>
          {tried !== undefined && (
            <Button look="main" onClick={() => void keep()}>
              {texts.keep}
            </Button>
          )}
          <p role="status" className="text-sm text-good">
            {note}
          </p>
        </div>
        {fault !== undefined && (
          <p role="alert" className="text-bad">
            {fault.message}
          </p>
        )}
        {failure && <Failure failure={failure} />}
        {tried !== undefined && <Backtest tried={tried} />}
      </form>
    </Card>
  );
}
