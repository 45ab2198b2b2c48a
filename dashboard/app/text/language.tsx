import { type ReactNode, createContext, useContext } from "react";

import type { Texts } from "./en";
import { type Format, formatFor } from "./format";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const STORED_AS = "language";

/** The language chosen in the settings, or else the first one of the browser's that we speak. */
export function chosenLanguage(): Language {
  const stored = localStorage.getItem(STORED_AS);
  const wanted = [stored, ...navigator.languages].map((each) => each?.slice(0, 2));
  return (Object.keys(LANGUAGES) as Language[]).find((each) => each === wanted.find((one) => one !== undefined && one in LANGUAGES)) ?? "en";
}

/** Keeps the choice, and begins again with it. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(STORED_AS, language);
  window.location.reload();
}

export async function textsOf(language: Language): Promise<Texts> {
  return language === "de" ? (await import("./de")).de : (await import("./en")).en;
}

/** How numbers and dates are written: the browser's own kind of the language, such as en-GB. */
export function localeOf(language: Language): string {
  return navigator.languages.find((each) => each.slice(0, 2) === language) ?? language;
}

const Speaking = createContext<{ texts: Texts; format: Format; language: Language } | null>(null);

export function Speak({ texts, language, children }: { texts: Texts; language: Language; children: ReactNode }) {
  return <Speaking value={{ texts, language, format: formatFor(localeOf(language)) }}>{children}</Speaking>;
}

function useSpeaking() {
  const speaking = useContext(Speaking);
  if (speaking === null) throw new Error("used outside of <Speak>");
  return speaking;
}

export const useTexts = (): Texts => useSpeaking().texts;
export const useFormat = (): Format => useSpeaking().format;
export const useLanguage = (): Language => useSpeaking().language;
