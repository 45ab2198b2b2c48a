import { createRequest, type DocumentInput } from "urql";
import { pipe, type Subscription, subscribe } from "wonka";

import { watchSession } from "../session/session";
import { graph } from "./client";
import { ActivitySignalDocument, AlertSignalDocument, LedgerSignalDocument } from "./documents";

/** What a page can wish to be told of: moves of applications, everything done, or alerts. */
export type Signal = "ledger" | "activity" | "alerts";

const DOCUMENTS: Record<Signal, DocumentInput> = {
  ledger: LedgerSignalDocument,
  activity: ActivitySignalDocument,
  alerts: AlertSignalDocument,
};

const listeners: Record<Signal, Set<() => void>> = { ledger: new Set(), activity: new Set(), alerts: new Set() };
const following: Partial<Record<Signal, Subscription>> = {};

/**
 * The first answer is the state when one began to be told. What a page asked for before that may be older by what has
 * happened in between, so that it is asked once more; not at once, because most of the time nothing has.
 */
export const SETTLED = 1_000;

function follow(signal: Signal): void {
  let isFirst = true;
  const tell = (): void => {
    for (const listener of [...listeners[signal]]) listener();
  };
  following[signal] = pipe(
    graph().executeSubscription(createRequest(DOCUMENTS[signal], {})),
    subscribe(({ data }) => {
      if (data === undefined) return;
      if (isFirst) setTimeout(tell, SETTLED);
      else tell();
      isFirst = false;
    }),
  );
}

/** Call `listener` whenever something of that kind has happened; one subscription serves the whole page. */
export function watchSignal(signal: Signal, listener: () => void): () => void {
  listeners[signal].add(listener);
  if (following[signal] === undefined) follow(signal);
  return () => {
    listeners[signal].delete(listener);
    if (listeners[signal].size > 0) return;
    following[signal]?.unsubscribe();
    delete following[signal];
  };
}

watchSession(() => {
  for (const signal of Object.keys(following) as Signal[]) {
    following[signal]?.unsubscribe();
    delete following[signal];
    if (listeners[signal].size > 0) follow(signal);
  }
});
