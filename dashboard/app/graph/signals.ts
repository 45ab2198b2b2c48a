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

function follow(signal: Signal): void {
  let isFirst = true;
  following[signal] = pipe(
    graph().executeSubscription(createRequest(DOCUMENTS[signal], {})),
    subscribe(({ data }) => {
      if (data === undefined) return;
      // The first answer is the state that the page has just asked for; those after a lost connection are news.
      if (!isFirst) for (const listener of [...listeners[signal]]) listener();
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
