import { useState } from "react";

import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { Choice } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { useTexts } from "../../text/language";
import { FIELDS, isField, type Mapping, mapped } from "./fields";
import type { Result } from "./useImport";

interface Asks {
  /** What the server read; null when it could not make sense of the file. */
  columns: Result["columns"] | null;
  /** Names found in the file itself, for when the server read none. */
  names: readonly string[];
  mapping: Mapping;
  isBusy: boolean;
  onMapping: (mapping: Mapping) => void;
}

/** What each column was read as, and how to say otherwise. Open by itself when something was not understood. */
export function Columns({ columns, names, mapping, isBusy, onMapping }: Asks) {
  const texts = useTexts().importing;
  const [said, setSaid] = useState(mapping);
  const [isOpen, setOpen] = useState(columns === null);
  const known = columns ?? [...new Set(names)].map((name) => ({ name, field: null, table: null }));
  if (known.length === 0) return null;
  const isChanged = JSON.stringify(said) !== JSON.stringify(mapping);
  const unread = known.filter((column) => column.field === null).length;

  return (
    <Card
      title={texts.columns.title}
      aside={
        <Button look="bare" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? texts.columns.hide : texts.columns.change}
        </Button>
      }
    >
      {!isOpen && (
        <p className="text-sm text-muted">
          {unread === 0
            ? texts.columns.allRead
            : texts.columns.unread(
                known
                  .filter((column) => column.field === null)
                  .map((column) => `“${column.name}”`)
                  .join(", "),
              )}
        </p>
      )}
      {isOpen && (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            onMapping(said);
          }}
        >
          <p className="max-w-prose text-sm text-muted">{texts.columns.text}</p>
          <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {known.map((column, place) => {
              const field = FIELDS.find((each) => said[each] === column.name);
              return (
                <Choice
                  key={`${column.table ?? ""} ${place}`}
                  label={column.table === null ? column.name : `${column.name} (${column.table})`}
                  value={field ?? ""}
                  onChange={(event) =>
                    setSaid(mapped(said, column.name, isField(event.target.value) ? event.target.value : null))
                  }
                >
                  <option value="">
                    {texts.columns.asRead(
                      column.field === null ? null : isField(column.field) ? texts.fields[column.field] : column.field,
                    )}
                  </option>
                  <Options of={FIELDS} words={texts.fields} />
                </Choice>
              );
            })}
          </div>
          <Button
            type="submit"
            look={isChanged ? "main" : "plain"}
            disabled={isBusy || !isChanged}
            className="justify-self-start"
          >
            {texts.columns.again}
          </Button>
        </form>
      )}
    </Card>
  );
}
