import { createContext, type ReactNode, useContext } from "react";

import type { Language } from "./chosen";
import type { Texts } from "./en";
import { type Format, formatFor } from "./format";

export { chooseLanguage, chosenLanguage, LANGUAGES, type Language, textsOf } from "./chosen";

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
