import { type FormEvent, useState } from "react";

import { useAct } from "../../graph/act";
import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { Choice, Field } from "../../parts/Field";
import { useViewer } from "../../shell/viewer";
import { useTexts } from "../../text/language";
import { UpdateProfileDocument } from "./documents";
import { type Refusal, refusalOf } from "./refusals";
import { Said } from "./Said";

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;

/** Every zone the browser knows, and the one that is set, which it may know by another name. */
function zonesWith(zone: string): string[] {
  return [...new Set([zone, "UTC", ...Intl.supportedValuesOf("timeZone")])].sort();
}

/** Who one is, and what days, weeks and silence are for one. */
export function Profile() {
  const { settings: texts, words, shell } = useTexts();
  const viewer = useViewer();
  const [isBusy, update] = useAct(UpdateProfileDocument);
  const [form, setForm] = useState({
    name: viewer.name ?? "",
    timeZone: viewer.timeZone,
    weekStart: viewer.weekStart,
    ghostedAfterDays: String(viewer.ghostedAfterDays),
  });
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isSaved, setSaved] = useState(false);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

  function change(part: Partial<typeof form>): void {
    setSaved(false);
    setForm({ ...form, ...part });
  }

  const faultOf = (field: string) => (refusal?.field === field ? refusal.text : undefined);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const outcome = await update({ input: { ...form, ghostedAfterDays: Number(form.ghostedAfterDays) } });
    const refused = refusalOf(outcome, outcome.data?.updateProfile, texts.unanswered);
    setRefusal(refused);
    setSaved(refused === null);
  }

  return (
    <Card
      title={texts.profile.title}
      aside={viewer.email !== null && <span className="text-sm break-all text-muted">{viewer.email}</span>}
    >
      <form onSubmit={(event) => void submit(event)} className="grid gap-3">
        <Field
          label={texts.profile.name}
          autoComplete="name"
          maxLength={100}
          value={form.name}
          fault={faultOf("name")}
          onChange={(event) => change({ name: event.target.value })}
        />
        <Choice
          label={texts.profile.timeZone}
          value={form.timeZone}
          fault={faultOf("timeZone")}
          hint={texts.profile.timeZoneHint}
          onChange={(event) => change({ timeZone: event.target.value })}
        >
          {zonesWith(form.timeZone).map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll("_", " ")}
            </option>
          ))}
        </Choice>
        {here !== form.timeZone && (
          <Button look="bare" className="justify-self-start px-0" onClick={() => change({ timeZone: here })}>
            {texts.profile.useHere(here.replaceAll("_", " "))}
          </Button>
        )}
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <Choice
            label={texts.profile.weekStart}
            value={form.weekStart}
            fault={faultOf("weekStart")}
            onChange={(event) => change({ weekStart: Number(event.target.value) })}
          >
            {DAYS.map((day, place) => (
              <option key={day} value={place + 1}>
                {words.weekday[day]}
              </option>
            ))}
          </Choice>
          <Field
            type="number"
            min={1}
            max={365}
            required
            label={texts.profile.silence}
            hint={texts.profile.silenceHint}
            value={form.ghostedAfterDays}
            fault={faultOf("ghostedAfterDays")}
            onChange={(event) => change({ ghostedAfterDays: event.target.value })}
          />
        </div>
        <Said
          done={isSaved ? texts.saved : null}
          refusal={refusal !== null && !(refusal.field !== null && refusal.field in form) ? refusal.text : null}
        />
        <Button type="submit" look="main" disabled={isBusy} className="justify-self-start">
          {shell.save}
        </Button>
      </form>
    </Card>
  );
}
