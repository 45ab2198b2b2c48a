import type { Metric } from "../../graph/documents";
import type { View } from "../../view/view";

const SHOWN: Metric[] = [
  "APPLICATIONS",
  "RESPONSE_RATE",
  "INTERVIEW_RATE",
  "OFFERS",
  "OPEN_APPLICATIONS",
  "MEDIAN_DAYS_TO_RESPONSE",
];

/** What the page of the day asks numbers for. */
export function numbersOf({ range, filter }: Pick<View, "range" | "filter">) {
  return {
    metrics: SHOWN,
    range: range ?? { period: "LAST_30_DAYS" as const },
    compare: "PREVIOUS_PERIOD" as const,
    filter,
  };
}

/** The same, for an address that says nothing of its own. */
export const FIRST_NUMBERS = numbersOf({ range: null, filter: {} });
