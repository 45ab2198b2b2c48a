import { type Answer, useLive } from "./ask";
import { LiveMetricsDocument, type LiveMetricsSubscription, type LiveMetricsSubscriptionVariables } from "./documents";

/** One for each metric asked for, in that order. */
export type LiveSeries = LiveMetricsSubscription["metricsChanged"]["series"];

/** Metrics that stay true: their series as the server counts them now, and again whenever that has changed. */
export function useLiveMetrics(asked: LiveMetricsSubscriptionVariables): Answer<LiveSeries> {
  const answer = useLive(LiveMetricsDocument, asked);
  return { ...answer, data: answer.data?.metricsChanged.series };
}
