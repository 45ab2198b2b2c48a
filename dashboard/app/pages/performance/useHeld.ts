import { useMemo, useState } from "react";

import { act } from "../../graph/act";
import { useAsk } from "../../graph/ask";
import { useFormat, useTexts } from "../../text/language";
import {
  DiscardDocument,
  QuarantineDocument,
  type QuarantineQuery,
  type QuarantineQueryVariables,
  ReplayDocument,
} from "./documents";

export type HeldEvent = QuarantineQuery["quarantine"]["nodes"][number];
export type Reason = NonNullable<QuarantineQueryVariables["reason"]>;
/** Some events, or all of one reason. */
export type Which = { ids: string[] } | { reason: Reason };

const STEP = 8;
const MOST = 100;

/** Events that are held, and what can be done with them; `said` is what became of it. */
export function useHeld() {
  const { performance: texts, shell } = useTexts();
  const format = useFormat();
  const [reason, setReason] = useState<Reason | null>(null);
  const [first, setFirst] = useState(STEP);
  const [isBusy, setBusy] = useState(false);
  const [said, say] = useState("");
  const variables = useMemo(() => ({ reason, first }), [reason, first]);
  const { data, failure, retry } = useAsk(QuarantineDocument, variables);

  async function during(work: () => Promise<string>): Promise<void> {
    setBusy(true);
    say(await work());
    setBusy(false);
    retry();
  }

  return {
    held: data?.quarantine,
    failure,
    retry,
    reason,
    narrow: (to: Reason | null) => {
      setReason(to);
      setFirst(STEP);
    },
    more:
      data?.quarantine.pageInfo.hasNextPage && first < MOST ? () => setFirst(Math.min(MOST, first + STEP)) : undefined,
    isBusy,
    said,
    replay: (which: Which) =>
      during(async () => {
        const { data: done, failure: failed } = await act(ReplayDocument, { input: which });
        const became = done?.replayQuarantinedEvents.replay;
        if (became == null)
          return (
            done?.replayQuarantinedEvents.errors[0]?.message ??
            (failed?.networkError ? shell.failure.offline : shell.failure.broken)
          );
        return texts.replayed(
          format.count(became.replayed),
          format.count(became.dropped),
          format.count(became.stillQuarantined),
        );
      }),
    discard: (which: Which) =>
      during(async () => {
        const { data: done, failure: failed } = await act(DiscardDocument, { input: which });
        const became = done?.discardQuarantinedEvents.discard;
        if (became == null)
          return (
            done?.discardQuarantinedEvents.errors[0]?.message ??
            (failed?.networkError ? shell.failure.offline : shell.failure.broken)
          );
        return texts.discarded(format.count(became.discarded));
      }),
  };
}
