import { useState } from "react";

import { act } from "../../graph/act";
import { useTexts } from "../../text/language";
import { SetSkillsDocument } from "./documents";

/** One's skills as they are wished to be: shown at once, and put back with a reason when the server has one. */
export interface Profile {
  names: readonly string[];
  fault: string | undefined;
  isBusy: boolean;
  add: (name: string) => Promise<boolean>;
  remove: (name: string) => Promise<boolean>;
}

export function useProfile(stored: readonly string[]): Profile {
  const { failure: words } = useTexts().shell;
  const [wished, setWished] = useState<readonly string[] | null>(null);
  const [fault, setFault] = useState<string>();
  const names = wished ?? stored;

  async function wish(next: readonly string[]): Promise<boolean> {
    setWished(next);
    setFault(undefined);
    const { data, failure } = await act(SetSkillsDocument, { skills: [...next] });
    const refused = data?.setSkills.errors[0]?.message ?? (failure?.networkError ? words.offline : failure && words.broken);
    setFault(refused);
    // From here on the server says what they are: it knows `js` as JavaScript.
    setWished(null);
    return refused === undefined;
  }

  return {
    names,
    fault,
    isBusy: wished !== null,
    add: (name) => wish([...names, name]),
    remove: (name) => wish(names.filter((each) => each !== name)),
  };
}
