import { useLive } from "./ask";
import { useConnection } from "./connection";
import { LiveMetricsDocument, type LiveMetricsSubscription, type LiveMetricsSubscriptionVariables } from "./documents";

type Series = LiveMetricsSubscription["metricsChanged"]["series"];

/** Metrics that stay true: their series as the server counts them now, and whether we would hear of a change. */
export function useLiveMetrics(asked: LiveMetricsSubscriptionVariables): { series: Series | undefined; isLive: boolean } {
  const { data } = useLive(LiveMetricsDocument, asked);
  const { state } = useConnection();
  return { series: data?.metricsChanged.series, isLive: state === "live" };
}
