/**
 * What is being looked at, as one value: it lives in the address, so that a link shows the same thing to somebody else,
 * and the browser's back button goes back.
 */
export const PERIODS = [
  "LAST_7_DAYS",
  "LAST_30_DAYS",
  "LAST_90_DAYS",
  "LAST_365_DAYS",
  "WEEK",
  "MONTH",
  "QUARTER",
  "YEAR",
  "ALL_TIME",
] as const;
export const INTERVALS = ["HOUR", "DAY", "WEEK", "MONTH"] as const;
export const COMPARISONS = ["PREVIOUS_PERIOD", "PREVIOUS_YEAR"] as const;
export const FILTERS = [
  "sources",
  "companies",
  "companySizes",
  "industries",
  "locations",
  "workplaces",
  "roles",
  "resumeVersions",
  "statuses",
  "stages",
] as const;

export type Period = (typeof PERIODS)[number];
export type Interval = (typeof INTERVALS)[number];
export type Comparison = (typeof COMPARISONS)[number];
export type Filter = Partial<Record<(typeof FILTERS)[number], string[]>>;
/** Half-open: `until` is the first date that no longer belongs to it. */
export type Range = { period: Period } | { between: { from: string; until: string } };

export interface View {
  /** Null: what the page finds best. */
  range: Range | null;
  interval: Interval | null;
  compare: Comparison | null;
  filter: Filter;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

function oneOf<Value extends string>(values: readonly Value[], text: string | null): Value | null {
  return values.find((value) => value === text) ?? null;
}

/** The view that an address says; what it says wrongly is as if it were not said. */
export function readView(search: string): View {
  const said = new URLSearchParams(search);
  const period = oneOf(PERIODS, said.get("range"));
  const [from, until] = [said.get("from") ?? "", said.get("until") ?? ""];
  const isBetween = DATE.test(from) && DATE.test(until) && from < until;
  const filter: Filter = {};
  for (const name of FILTERS) {
    const values = [...new Set(said.getAll(name).filter((value) => value !== ""))];
    if (values.length > 0) filter[name] = values;
  }
  return {
    range: isBetween ? { between: { from, until } } : period && { period },
    interval: oneOf(INTERVALS, said.get("interval")),
    compare: oneOf(COMPARISONS, said.get("compare")),
    filter,
  };
}

/** The address of a view, from `?` on; empty for the plain one. Other parameters in `search` stay. */
export function writeView(view: View, search = ""): string {
  const said = new URLSearchParams(search);
  for (const name of ["range", "from", "until", "interval", "compare", ...FILTERS]) said.delete(name);
  if (view.range !== null && "period" in view.range) said.set("range", view.range.period);
  if (view.range !== null && "between" in view.range) {
    said.set("from", view.range.between.from);
    said.set("until", view.range.between.until);
  }
  if (view.interval !== null) said.set("interval", view.interval);
  if (view.compare !== null) said.set("compare", view.compare);
  for (const name of FILTERS) for (const value of view.filter[name] ?? []) said.append(name, value);
  const text = said.toString();
  return text === "" ? "" : `?${text}`;
}
