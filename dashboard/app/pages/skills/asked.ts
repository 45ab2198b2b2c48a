import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";

import type { SkillsPageQueryVariables } from "./documents";

export type Category = NonNullable<SkillsPageQueryVariables["category"]>;

export const CATEGORIES: readonly Category[] = [
  "LANGUAGE",
  "FRAMEWORK",
  "DATABASE",
  "DATA",
  "MACHINE_LEARNING",
  "CLOUD",
  "DEVOPS",
  "SYSTEMS",
  "SECURITY",
  "TESTING",
  "DESIGN",
  "OFFICE",
  "BUSINESS",
  "FINANCE",
  "MARKETING",
  "SALES",
  "SCIENCE",
  "HEALTH",
  "ENGINEERING",
  "TRADE",
  "SPOKEN_LANGUAGE",
  "SOFT",
];
export const FEW = 8;
export const MANY = 100;

/** Which skills are looked at; it is in the address. */
export interface Asked {
  category: Category | null;
  first: number;
}

export function useAsked(): [Asked, (change: Partial<Asked>) => void] {
  const [said, say] = useSearchParams();
  const asked = useMemo(
    (): Asked => ({
      category: CATEGORIES.find((each) => each === said.get("kind")) ?? null,
      first: said.get("all") === "1" ? MANY : FEW,
    }),
    [said],
  );
  const change = useCallback(
    (part: Partial<Asked>) =>
      say((before) => {
        const next = new URLSearchParams(before);
        if (part.category === null) next.delete("kind");
        else if (part.category !== undefined) next.set("kind", part.category);
        if (part.first === MANY) next.set("all", "1");
        return next;
      }),
    [say],
  );
  return [asked, change];
}
