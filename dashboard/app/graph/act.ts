import { useCallback, useState } from "react";
import type { AnyVariables, CombinedError, TypedDocumentNode } from "urql";

import { canWait, putAside } from "../offline/outbox";
import { graph, headers } from "./client";

/**
 * What became of a change: refused ones have `errors` from the payload, failed ones a `failure`; one that `isWaiting` was
 * put aside without a connection, and will be sent by itself.
 */
export interface Outcome<Data> {
  data: Data | undefined;
  failure: CombinedError | undefined;
  isWaiting: boolean;
}

/**
 * Makes changes, each exactly once: a key travels with it, so that sending it again after a lost answer has no second effect.
 */
export async function act<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  key: string = crypto.randomUUID(),
): Promise<Outcome<Data>> {
  const { data, error } = await graph()
    .mutation(document, variables, { fetchOptions: { headers: { ...headers(), "idempotency-key": key } } })
    .toPromise();
  if (error?.networkError !== undefined && canWait(document) && (await putAside(document, variables, key))) {
    return { data: undefined, failure: undefined, isWaiting: true };
  }
  return { data, failure: error, isWaiting: false };
}

/** `act` for a form: whether it is under way, and the function that does it. */
export function useAct<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
): [isBusy: boolean, act: (variables: Variables) => Promise<Outcome<Data>>] {
  const [isBusy, setBusy] = useState(false);
  const run = useCallback(
    async (variables: Variables) => {
      setBusy(true);
      try {
        return await act(document, variables);
      } finally {
        setBusy(false);
      }
    },
    [document],
  );
  return [isBusy, run];
}
