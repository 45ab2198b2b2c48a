import { Button } from "../parts/Button";
import { useTexts } from "../text/language";
import { useValueWord } from "../text/values";
import { DIMENSION_OF, type FilterName } from "./dimensions";
import { FILTERS, type Filter } from "./view";

/** A filter without one of its values. */
export function without(filter: Filter, name: FilterName, value: string): Filter {
  const { [name]: values = [], ...rest } = filter;
  const left = values.filter((each) => each !== value);
  return left.length === 0 ? rest : { ...rest, [name]: left };
}

/** What is narrowed, each value with a way to take it out. */
export function FilterChips({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { shell, words } = useTexts();
  const wordOf = useValueWord();
  const set = FILTERS.flatMap((name) => (filter[name] ?? []).map((value) => ({ name, value })));
  if (set.length === 0) return null;
  return (
    <>
      <ul aria-label={shell.view.filters} className="contents">
        {set.map(({ name, value }) => {
          const text = `${words.dimension[DIMENSION_OF[name]]}: ${wordOf(DIMENSION_OF[name], value)}`;
          return (
            <li key={`${name} ${value}`} className="min-w-0">
              <button
                type="button"
                aria-label={shell.view.without(text)}
                onClick={() => onChange(without(filter, name, value))}
                className="inline-flex min-h-9 max-w-full items-center gap-2 rounded-full border border-accent/30 bg-tint px-3 text-left text-sm hover:border-accent"
              >
                <span className="truncate">{text}</span>
                <span aria-hidden="true" className="text-muted">
                  ✕
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {set.length > 1 && (
        <Button look="bare" onClick={() => onChange({})}>
          {shell.view.clear}
        </Button>
      )}
    </>
  );
}
