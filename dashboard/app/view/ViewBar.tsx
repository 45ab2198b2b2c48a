import { Choice } from "../parts/Field";
import { Options } from "../parts/Options";
import { useTexts } from "../text/language";
import { AddFilter } from "./AddFilter";
import type { FilterName } from "./dimensions";
import { FilterChips } from "./FilterChips";
import { RangeChoice } from "./RangeChoice";
import { useView } from "./useView";
import { COMPARISONS, INTERVALS, type Interval, type Period } from "./view";

interface Uses {
  /** What the page asks for while the address names no range. */
  standard: Period;
  /** Of which intervals one can be chosen; of none, there is no such choice. */
  intervals?: readonly Interval[];
  hasComparison?: boolean;
  /** What can be narrowed; nothing by default. */
  filters?: readonly FilterName[];
}

const NONE: readonly never[] = [];

/** What the page is about, to be changed: each part only where the page uses it. It is kept in the address. */
export function ViewBar({ standard, intervals = NONE, hasComparison = false, filters = NONE }: Uses) {
  const { shell, words } = useTexts();
  const [view, change] = useView();
  return (
    <div role="group" aria-label={shell.view.label} className="relative mb-5 grid gap-3 print:hidden">
      <div className="grid grid-cols-2 gap-3 sm:flex sm:flex-wrap sm:items-end">
        <RangeChoice range={view.range} standard={standard} onChoice={(range) => change({ range })} />
        {intervals.length > 0 && (
          <Choice
            label={shell.view.interval}
            value={view.interval ?? ""}
            onChange={(event) => change({ interval: INTERVALS.find((each) => each === event.target.value) ?? null })}
          >
            <option value="">{shell.view.automatic}</option>
            <Options of={intervals} words={words.interval} />
          </Choice>
        )}
        {hasComparison && (
          <Choice
            label={shell.view.compare}
            value={view.compare ?? ""}
            onChange={(event) => change({ compare: COMPARISONS.find((each) => each === event.target.value) ?? null })}
          >
            <option value="">{shell.view.noComparison}</option>
            <Options of={COMPARISONS} words={words.comparison} />
          </Choice>
        )}
      </div>
      {filters.length > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          <AddFilter
            names={filters}
            range={view.range ?? { period: standard }}
            filter={view.filter}
            onChange={(filter) => change({ filter })}
          />
          <FilterChips filter={view.filter} onChange={(filter) => change({ filter })} />
        </div>
      )}
    </div>
  );
}
