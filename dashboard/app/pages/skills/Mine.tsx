import { type FormEvent, useId, useState } from "react";

import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { Field } from "../../parts/Field";
import { useTexts } from "../../text/language";
import type { Profile } from "./profile";

/** What one can do: taken out with a click, written in with Enter. */
export function Mine({ profile, offered }: { profile: Profile; offered: readonly string[] }) {
  const { skills: texts } = useTexts();
  const list = useId();
  const [name, setName] = useState("");

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const said = name.trim();
    if (said !== "" && (await profile.add(said))) setName("");
  }

  return (
    <Card title={texts.mine}>
      {profile.names.length === 0 ? (
        <p className="mb-4 max-w-prose text-muted">{texts.noneYet}</p>
      ) : (
        <ul aria-label={texts.mine} aria-busy={profile.isBusy} className="mb-4 flex flex-wrap gap-2">
          {profile.names.map((each) => (
            <li key={each}>
              <button
                type="button"
                disabled={profile.isBusy}
                aria-label={texts.remove(each)}
                onClick={() => void profile.remove(each)}
                className="inline-flex min-h-9 items-center gap-2 rounded-full border border-line bg-raised px-3 text-sm hover:border-accent"
              >
                {each}
                <span aria-hidden="true" className="text-muted">
                  ✕
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={(event) => void submit(event)} className="flex items-end gap-2">
        <div className="max-w-80 flex-1">
          <Field
            label={texts.addLabel}
            list={list}
            maxLength={100}
            autoComplete="off"
            value={name}
            fault={profile.fault}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <Button type="submit" disabled={profile.isBusy || name.trim() === ""}>
          {texts.add}
        </Button>
        <datalist id={list}>
          {offered.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      </form>
    </Card>
  );
}
