import { type ChangeEvent, type FormEvent, useRef, useState } from "react";

import { act } from "../../graph/act";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { Choice, Field } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { useViewer } from "../../shell/viewer";
import { useTexts } from "../../text/language";
import { RecordDocument } from "./documents";
import { dayIn, momentOf } from "./moments";
import { type Row, type Settled, STAGES, settled } from "./moves";
import { TextArea } from "./TextArea";

const WORKPLACES = ["REMOTE", "HYBRID", "ONSITE"] as const;
const BLANK = {
  title: "",
  company: "",
  location: "",
  workplace: "",
  url: "",
  salary: "",
  stage: "APPLIED",
  source: "",
  resumeVersion: "",
  notes: "",
};

const FIELDS = new Set([...Object.keys(BLANK), "at"]);

const said = (text: string) => (text.trim() === "" ? null : text.trim());

/** A new application, or a job kept for later. */
export function Record({ onClose, onDone }: { onClose: () => void; onDone: (row: Row) => void }) {
  const { applications: texts, words, shell } = useTexts();
  const { timeZone } = useViewer();
  const today = dayIn(timeZone);
  const [form, setForm] = useState({ ...BLANK, day: today });
  const [isBusy, setBusy] = useState(false);
  const [done, setDone] = useState<Settled | null>(null);
  // The same words are sent under the same key: pressed twice, or again after a lost answer, they are recorded once.
  const key = useRef(crypto.randomUUID());

  const fieldOf = (name: keyof typeof form, at: string = name) => ({
    value: form[name],
    fault: done !== null && done.path.at(-1) === at ? (done.refusal ?? undefined) : undefined,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>) => {
      key.current = crypto.randomUUID();
      setForm({ ...form, [name]: event.target.value });
    },
  });

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const at = momentOf(form.day, timeZone);
    const outcome = await act(
      RecordDocument,
      {
        input: {
          job: {
            title: form.title,
            company: form.company,
            location: said(form.location),
            workplace: WORKPLACES.find((each) => each === form.workplace) ?? null,
            url: said(form.url),
            salary: said(form.salary),
          },
          stage: STAGES.find((each) => each === form.stage) ?? "APPLIED",
          source: said(form.source),
          resumeVersion: said(form.resumeVersion),
          notes: said(form.notes),
          ...(at !== undefined && { at }),
        },
      },
      key.current,
    );
    setBusy(false);
    const next = settled(outcome, outcome.data?.recordApplication);
    setDone(next);
    if (next.row !== null) onDone(next.row);
    else if (next.isWaiting) onClose();
  }

  return (
    <Dialog title={texts.record.title} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid items-start gap-3 sm:grid-cols-2">
        <Field label={texts.record.job} required data-first {...fieldOf("title")} />
        <Field label={words.dimension.COMPANY} required {...fieldOf("company")} />
        <Choice label={words.dimension.STAGE} {...fieldOf("stage")}>
          <Options of={STAGES} words={words.status} />
        </Choice>
        <Field type="date" label={texts.on} max={today} required {...fieldOf("day", "at")} />
        <Field label={words.dimension.SOURCE} {...fieldOf("source")} />
        <Field label={words.dimension.RESUME_VERSION} {...fieldOf("resumeVersion")} />
        <Field label={words.dimension.LOCATION} {...fieldOf("location")} />
        <Choice label={words.dimension.WORKPLACE} {...fieldOf("workplace")}>
          <option value="">{words.unknown}</option>
          <Options of={WORKPLACES} words={words.workplace} />
        </Choice>
        <Field type="url" label={texts.record.url} placeholder="https://" {...fieldOf("url")} />
        <Field label={texts.record.salary} hint={texts.record.salaryHint} {...fieldOf("salary")} />
        <div className="sm:col-span-2">
          <TextArea label={texts.notes} maxLength={10_000} {...fieldOf("notes")} />
        </div>
        {done !== null && done.row === null && !FIELDS.has(done.path.at(-1) ?? "") && (
          <p role="alert" className="text-sm text-bad sm:col-span-2">
            {done.refusal ?? texts.unanswered}
          </p>
        )}
        <div className="flex gap-2 sm:col-span-2">
          <Button type="submit" look="main" disabled={isBusy}>
            {texts.record.send}
          </Button>
          <Button onClick={onClose}>{shell.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
