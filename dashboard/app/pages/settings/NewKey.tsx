import { type FormEvent, useId, useState } from "react";

import { useAct } from "../../graph/act";
import { Button } from "../../parts/Button";
import { CopyText } from "../../parts/CopyText";
import { Dialog } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { useViewer } from "../../shell/viewer";
import { useTexts } from "../../text/language";
import { CreateApiKeyDocument, type Scope } from "./documents";
import { type Refusal, refusalOf } from "./refusals";
import { Said } from "./Said";

const SCOPES = ["READ", "WRITE", "INGEST"] as const satisfies readonly Scope[];

function Scopes({ chosen, onChange }: { chosen: readonly Scope[]; onChange: (scopes: Scope[]) => void }) {
  const { keys } = useTexts().settings;
  const { role } = useViewer();
  const id = useId();
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">{keys.may}</legend>
      {SCOPES.filter((scope) => scope !== "INGEST" || role === "OPERATOR").map((scope) => (
        <div key={scope} className="grid grid-cols-[auto_1fr] gap-x-3 text-sm">
          <input
            id={`${id}${scope}`}
            type="checkbox"
            className="mt-0.5 size-4 accent-(--accent)"
            checked={chosen.includes(scope)}
            aria-describedby={`${id}${scope}-hint`}
            onChange={({ target }) =>
              onChange(SCOPES.filter((each) => (each === scope ? target.checked : chosen.includes(each))))
            }
          />
          <label htmlFor={`${id}${scope}`} className="font-medium">
            {keys.scopes[scope]}
          </label>
          <span id={`${id}${scope}-hint`} className="col-start-2 text-muted">
            {keys.scopeTexts[scope]}
          </span>
        </div>
      ))}
    </fieldset>
  );
}

/** A key is named and made; then its secret is shown, this once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const { settings: texts, shell } = useTexts();
  const [isBusy, create] = useAct(CreateApiKeyDocument);
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["READ"]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [secret, setSecret] = useState<string | null>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const outcome = await create({ input: { name, scopes } });
    setRefusal(refusalOf(outcome, outcome.data?.createApiKey, texts.unanswered));
    setSecret(outcome.data?.createApiKey.created?.secret ?? null);
  }

  if (secret !== null) {
    return (
      <Dialog title={texts.keys.made(name)} onClose={onClose}>
        <div className="grid gap-4">
          <p className="text-sm" role="status">
            {texts.keys.once}
          </p>
          <CopyText text={secret} label={texts.keys.secret} />
          <Button look="main" className="justify-self-start" onClick={onClose}>
            {texts.keys.kept}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={texts.keys.make} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        <Field
          label={texts.keys.name}
          hint={texts.keys.nameHint}
          required
          maxLength={100}
          data-first
          value={name}
          fault={refusal?.field === "name" ? refusal.text : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <Scopes chosen={scopes} onChange={setScopes} />
        <Said done={null} refusal={refusal !== null && refusal.field !== "name" ? refusal.text : null} />
        <div className="flex gap-2">
          <Button type="submit" look="main" disabled={isBusy || scopes.length === 0}>
            {texts.keys.create}
          </Button>
          <Button onClick={onClose}>{shell.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
