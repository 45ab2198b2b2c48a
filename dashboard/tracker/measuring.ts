import type { Properties } from "./types.ts";

/** Observe how the page does; what is returned tells it once. */
export const measure = (track: (name: string, properties: Properties) => void, path: string) => {
  const found: Record<string, number> = {};
  let sum = 0;
  let first = 0;
  let last = 0;
  let isTold = document.hidden; // what loads unseen loads slowly, and nobody minds

  const observe = (type: string, hear: (entry: any) => void) => {
    if (PerformanceObserver.supportedEntryTypes.includes(type))
      new PerformanceObserver((list) => list.getEntries().forEach(hear)).observe({ type, buffered: true });
  };
  const worst = (metric: string, value: number) => (found[metric] = Math.max(found[metric] || 0, value));

  observe("largest-contentful-paint", ({ startTime }) => worst("LCP", startTime));
  observe("layout-shift", ({ startTime, value, hadRecentInput }) => {
    if (hadRecentInput) return;
    if (startTime - last > 1e3 || startTime - first > 5e3) {
      sum = 0;
      first = startTime;
    }
    last = startTime;
    worst("CLS", (sum += value));
  });
  // Interactions of less than 104 ms are not told of, and good.
  observe("event", ({ interactionId, duration }) => interactionId && worst("INP", duration));
  observe("navigation", ({ duration }) => duration && track("page_load", { path, ms: duration }));

  return () => {
    if (!isTold) for (const metric in found) track("performance", { metric, value: found[metric], path });
    isTold = true;
  };
};
