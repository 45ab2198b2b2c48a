import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";

import type { FunnelPageQueryVariables } from "./documents";

type Metric = FunnelPageQueryVariables["metric"];
type Dimension = FunnelPageQueryVariables["by"];

export const METRICS: readonly Metric[] = [
  "RESPONSE_RATE",
  "INTERVIEW_RATE",
  "OFFER_RATE",
  "ACCEPTANCE_RATE",
  "MEDIAN_DAYS_TO_RESPONSE",
  "MEDIAN_DAYS_TO_INTERVIEW",
  "MEDIAN_DAYS_TO_OFFER",
  "APPLICATIONS",
  "OPEN_APPLICATIONS",
  "RESPONSES",
  "INTERVIEWS",
  "OFFERS",
  "REJECTIONS",
  "WITHDRAWALS",
  "GHOSTINGS",
];
export const DIMENSIONS: readonly Dimension[] = [
  "SOURCE",
  "RESUME_VERSION",
  "ROLE",
  "COMPANY",
  "COMPANY_SIZE",
  "INDUSTRY",
  "LOCATION",
  "WORKPLACE",
  "SALARY_BAND",
  "WEEKDAY",
  "STATUS",
  "STAGE",
];
export const FEW = 12;
export const MANY = 100;

/** What the breakdown shows; it is in the address, beside the view. */
export interface Split {
  metric: Metric;
  by: Dimension;
  first: number;
}

export function useSplit(): [Split, (change: Partial<Split>) => void] {
  const [said, say] = useSearchParams();
  const split = useMemo(
    (): Split => ({
      metric: METRICS.find((each) => each === said.get("metric")) ?? "RESPONSE_RATE",
      by: DIMENSIONS.find((each) => each === said.get("by")) ?? "SOURCE",
      first: said.get("all") === "1" ? MANY : FEW,
    }),
    [said],
  );
  const change = useCallback(
    (part: Partial<Split>) =>
      say((before) => {
        const next = new URLSearchParams(before);
        if (part.metric !== undefined) next.set("metric", part.metric);
        if (part.by !== undefined) next.set("by", part.by);
        if (part.first === MANY) next.set("all", "1");
        else if (part.by !== undefined) next.delete("all");
        return next;
      }),
    [say],
  );
  return [split, change];
}
