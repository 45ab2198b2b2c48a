import type { Texts } from "./en";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const STORED_AS = "language";

/** The language chosen in the settings, or else the first one of the browser's that we speak. */
export function chosenLanguage(): Language {
  const stored = localStorage.getItem(STORED_AS);
  const wanted = [stored, ...navigator.languages].map((each) => each?.slice(0, 2));
  return (
    (Object.keys(LANGUAGES) as Language[]).find(
      (each) => each === wanted.find((one) => one !== undefined && one in LANGUAGES),
    ) ?? "en"
  );
}

/** Keeps the choice, and begins again with it. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(STORED_AS, language);
  window.location.reload();
}

export async function textsOf(language: Language): Promise<Texts> {
  return language === "de" ? (await import("./de")).de : (await import("./en")).en;
}
