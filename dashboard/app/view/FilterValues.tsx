import { useState } from "react";

import { useAsk } from "../graph/ask";
import { Failure } from "../parts/Failure";
import { Field } from "../parts/Field";
import { Skeleton } from "../parts/Skeleton";
import { useFormat, useTexts } from "../text/language";
import { useValueWord } from "../text/values";
import { DIMENSION_OF, type FilterName } from "./dimensions";
import { FilterValuesDocument } from "./documents";
import { without } from "./FilterChips";
import type { Filter, Range } from "./view";

const MANY = 12;

/** The values that a dimension has in one's applications, to be kept or not. */
export function FilterValues({
  name,
  range,
  filter,
  onChange,
}: {
  name: FilterName;
  range: Range;
  filter: Filter;
  onChange: (filter: Filter) => void;
}) {
  const { view: texts } = useTexts().shell;
  const format = useFormat();
  const wordOf = useValueWord();
  const [sought, setSought] = useState("");
  const { [name]: chosen = [], ...others } = filter;
  const by = DIMENSION_OF[name];
  const { data, failure, retry } = useAsk(FilterValuesDocument, { by, range, filter: others });

  if (failure !== undefined && data === undefined) return <Failure failure={failure} retry={retry} />;
  if (data === undefined) return <Skeleton lines={6} />;
  const offered = data.breakdown.slices.flatMap(({ keys: [value], count }) =>
    value === undefined || value === "Unknown" ? [] : [{ value, count, word: wordOf(by, value) }],
  );
  if (offered.length === 0) return <p className="text-sm text-muted">{texts.noValues}</p>;
  const shown = offered.filter(({ word }) => word.toLowerCase().includes(sought.trim().toLowerCase()));
  return (
    <div className="grid gap-2">
      {offered.length > MANY && (
        <Field type="search" label={texts.search} value={sought} onChange={(event) => setSought(event.target.value)} />
      )}
      <ul className="grid max-h-64 overflow-y-auto" tabIndex={-1}>
        {shown.map(({ value, count, word }) => (
          <li key={value}>
            <label className="flex min-h-9 items-center gap-3 rounded-lg px-2 text-sm hover:bg-raised">
              <input
                type="checkbox"
                className="size-4 shrink-0 accent-(--accent)"
                checked={chosen.includes(value)}
                onChange={({ target }) =>
                  onChange(target.checked ? { ...filter, [name]: [...chosen, value] } : without(filter, name, value))
                }
              />
              <span className="min-w-0 flex-1 truncate">{word}</span>
              <span className="text-muted tabular-nums">{format.count(count)}</span>
            </label>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="text-sm text-muted">{texts.noMatch}</p>}
    </div>
  );
}
