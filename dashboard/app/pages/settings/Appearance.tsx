import { useSyncExternalStore } from "react";

import { Card } from "../../parts/Card";
import { Choice } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { chooseTheme, chosenTheme, THEMES, watchTheme } from "../../shell/theme";
import { chooseLanguage, LANGUAGES, type Language, useLanguage, useTexts } from "../../text/language";

/** How it looks and speaks in this browser. */
export function Appearance() {
  const { settings: texts, shell } = useTexts();
  const language = useLanguage();
  const theme = useSyncExternalStore(watchTheme, chosenTheme);
  return (
    <Card title={texts.appearance.title}>
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <Choice
          label={shell.theme.label}
          value={theme}
          onChange={(event) => chooseTheme(THEMES.find((each) => each === event.target.value) ?? "system")}
        >
          <Options of={THEMES} words={shell.theme} />
        </Choice>
        <Choice
          label={texts.appearance.language}
          value={language}
          hint={texts.appearance.languageHint}
          onChange={(event) => chooseLanguage(event.target.value as Language)}
        >
          {Object.entries(LANGUAGES).map(([each, name]) => (
            <option key={each} value={each} lang={each}>
              {name}
            </option>
          ))}
        </Choice>
      </div>
    </Card>
  );
}
