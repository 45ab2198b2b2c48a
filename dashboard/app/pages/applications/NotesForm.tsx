import { type FormEvent, useState } from "react";

import { useAct } from "../../graph/act";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { useTexts } from "../../text/language";
import type { Whole } from "./Details";
import { AnnotateDocument } from "./documents";
import { type Settled, settled } from "./moves";
import { TextArea } from "./TextArea";

/** What its owner keeps beside an application. */
export function NotesForm({ whole, onChange }: { whole: Whole; onChange: () => void }) {
  const { applications: texts, words, shell } = useTexts();
  const [isBusy, annotate] = useAct(AnnotateDocument);
  const [said, setSaid] = useState({
    source: whole.source ?? "",
    resumeVersion: whole.resumeVersion ?? "",
    notes: whole.notes ?? "",
  });
  const [done, setDone] = useState<Settled | null>(null);
  const isChanged =
    said.source !== (whole.source ?? "") ||
    said.resumeVersion !== (whole.resumeVersion ?? "") ||
    said.notes !== (whole.notes ?? "");
  const faultOf = (name: string) =>
    done !== null && done.path.at(-1) === name ? (done.refusal ?? undefined) : undefined;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const outcome = await annotate({ id: whole.id, input: said });
    const next = settled(outcome, outcome.data?.annotateApplication);
    setDone(next);
    if (next.row !== null || next.isWaiting) onChange();
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label={words.dimension.SOURCE}
          value={said.source}
          fault={faultOf("source")}
          onChange={(event) => setSaid({ ...said, source: event.target.value })}
        />
        <Field
          label={words.dimension.RESUME_VERSION}
          value={said.resumeVersion}
          fault={faultOf("resumeVersion")}
          onChange={(event) => setSaid({ ...said, resumeVersion: event.target.value })}
        />
      </div>
      <TextArea
        label={texts.notes}
        value={said.notes}
        fault={faultOf("notes")}
        maxLength={10_000}
        onChange={(event) => setSaid({ ...said, notes: event.target.value })}
      />
      {done !== null && done.row === null && !done.isWaiting && done.refusal === null && (
        <p role="alert" className="text-sm text-bad">
          {done.refusal ?? texts.unanswered}
        </p>
      )}
      {isChanged && (
        <Button type="submit" look="main" disabled={isBusy} className="justify-self-start">
          {shell.save}
        </Button>
      )}
    </form>
  );
}
