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
  const before = stored.join("\n");
  const [wished, setWished] = useState<{ names: readonly string[]; before: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  // As soon as the server says something new, it is right: it knows `js` as JavaScript.
  const names = wished?.before === before ? wished.names : stored;

  async function wish(next: readonly string[]): Promise<boolean> {
    setWished({ names: next, before });
    setBusy(true);
    setFault(undefined);
    const { data, failure, isWaiting } = await act(SetSkillsDocument, { skills: [...next] });
    const refused =
      data?.setSkills.errors[0]?.message ?? (failure?.networkError ? words.offline : failure && words.broken);
    setBusy(false);
    setFault(refused);
    if (!isWaiting) setWished(null);
    return refused === undefined;
  }

  return {
    names,
    fault,
    isBusy,
    add: (name) => wish([...names, name]),
    remove: (name) => wish(names.filter((each) => each !== name)),
  };
}
