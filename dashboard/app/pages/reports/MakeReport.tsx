import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";

import { useAct } from "../../graph/act";
import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { Failure } from "../../parts/Failure";
import { Choice, Field } from "../../parts/Field";
import { useTexts } from "../../text/language";
import { GenerateReportDocument, type GenerateReportMutation, type ReportKind } from "./documents";

type Fault = GenerateReportMutation["generateReport"]["errors"][number];

/** A form for the report of a week or a month; what comes of it is opened. */
export function MakeReport() {
  const { reports: texts } = useTexts();
  const [, go] = useLocation();
  const [kind, setKind] = useState<ReportKind>("WEEKLY");
  const [on, setOn] = useState("");
  const [faults, setFaults] = useState<Fault[]>([]);
  const [failure, setFailure] = useState<Parameters<typeof Failure>[0]["failure"]>();
  const [isBusy, generate] = useAct(GenerateReportDocument);

  async function make(event: FormEvent): Promise<void> {
    event.preventDefault();
    const { data, failure: why } = await generate({ input: { kind, on: on === "" ? null : on } });
    setFailure(why);
    setFaults(data?.generateReport.errors ?? []);
    const made = data?.generateReport.report;
    if (made) go(`/reports/${encodeURIComponent(made.id)}`);
  }

  return (
    <Card title={texts.make}>
      <form className="grid gap-3" onSubmit={(event) => void make(event)}>
        <Choice label={texts.kind} value={kind} onChange={({ target }) => setKind(target.value as ReportKind)}>
          <option value="WEEKLY">{texts.kinds.WEEKLY}</option>
          <option value="MONTHLY">{texts.kinds.MONTHLY}</option>
        </Choice>
        <Field
          label={texts.on}
          hint={texts.onHint}
          type="date"
          value={on}
          onChange={({ target }) => setOn(target.value)}
          fault={faults[0]?.message}
        />
        <Button look="main" type="submit" disabled={isBusy}>
          {texts.create}
        </Button>
        {failure && <Failure failure={failure} />}
      </form>
    </Card>
  );
}
