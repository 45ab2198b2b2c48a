import type { Texts } from "./en";
import type { Format } from "./format";
import { useFormat, useTexts } from "./language";

export type DimensionName = keyof Texts["words"]["dimension"];

const WORDS = {
  STATUS: "status",
  STAGE: "status",
  WORKPLACE: "workplace",
  WEEKDAY: "weekday",
  COMPANY_SIZE: "companySize",
} as const;
const BAND = /^(\d+)-(\d+) ([A-Z]{3})$/;

function worded(words: Texts["words"], format: Format, dimension: DimensionName, value: string): string {
  if (value === "Unknown") return words.unknown;
  if (dimension === "SALARY_BAND") {
    const [, low, high, currency] = BAND.exec(value) ?? [];
    return currency === undefined ? value : format.pay(Number(low), Number(high), currency);
  }
  if (!(dimension in WORDS)) return value;
  const named: Record<string, string> = words[WORDS[dimension as keyof typeof WORDS]];
  return named[value] ?? value;
}

/** What a value of a dimension is called: names of people's own things stay, values of ours are translated. */
export function useValueWord(): (dimension: DimensionName, value: string) => string {
  const { words } = useTexts();
  const format = useFormat();
  return (dimension, value) => worded(words, format, dimension, value);
}
