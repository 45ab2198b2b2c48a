import type { AlertCondition, AlertDelivery, BacktestQueryVariables, Interval, Metric } from "./documents";

export type Days = 30 | 90 | 365;

/** A rule as it is being written; fields of a form are text until they are sent. */
export interface Draft {
  name: string;
  metric: Metric;
  interval: Interval;
  condition: AlertCondition;
  threshold: string;
  consecutive: string;
  cooldownHours: string;
  delivery: AlertDelivery;
  isQuietAtNight: boolean;
  hasSmallSamples: boolean;
  by: keyof Filter | "";
  values: string;
  days: Days;
}

type Input = BacktestQueryVariables["input"];
type Filter = NonNullable<Input["filter"]>;

export const FIRST_DRAFT: Draft = {
  name: "",
  metric: "APPLICATIONS",
  interval: "WEEK",
  condition: "BELOW",
  threshold: "5",
  consecutive: "1",
  cooldownHours: "24",
  delivery: "INSTANT",
  isQuietAtNight: false,
  hasSmallSamples: false,
  by: "",
  values: "",
  days: 90,
};

export function inputOf(draft: Draft): Input {
  const values = draft.values
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  return {
    name: draft.name,
    metric: draft.metric,
    interval: draft.interval,
    condition: draft.condition,
    threshold: Number(draft.threshold),
    consecutive: Number(draft.consecutive),
    cooldownHours: Number(draft.cooldownHours),
    delivery: draft.delivery,
    hasSmallSamples: draft.hasSmallSamples,
    quietHours: draft.isQuietAtNight ? { fromHour: 22, untilHour: 7 } : null,
    filter: draft.by === "" || values.length === 0 ? null : { [draft.by]: values },
  };
}
