import { useEffect, useRef } from "react";
import { type AnyVariables, type CombinedError, type TypedDocumentNode, useQuery, useSubscription } from "urql";

import { type Signal, watchSignal } from "./signals";

/** An answer as a page shows it: data can be there while a newer answer is on its way, or has failed to come. */
export interface Answer<Data> {
  data: Data | undefined;
  failure: CombinedError | undefined;
  isFetching: boolean;
  retry: () => void;
}

/** A query that is asked again whenever one of `signals` says that its answer may have changed. */
export function useAsk<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { signals = [], pause = false }: { signals?: readonly Signal[]; pause?: boolean } = {},
): Answer<Data> {
  const [{ data, error, fetching, stale }, execute] = useQuery({ query: document, variables, pause });
  const again = useRef(execute);
  again.current = execute;
  const names = signals.join();
  useEffect(() => {
    if (pause || names === "") return;
    const stops = (names.split(",") as Signal[]).map((signal) =>
      watchSignal(signal, () => again.current({ requestPolicy: "network-only" })),
    );
    return () => stops.forEach((stop) => stop());
  }, [names, pause]);
  return {
    data,
    failure: error,
    isFetching: fetching || stale,
    retry: () => execute({ requestPolicy: "network-only" }),
  };
}

/** A subscription: the state now, and again whenever it has changed. */
export function useLive<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { pause = false }: { pause?: boolean } = {},
): Answer<Data> {
  const [{ data, error, fetching }, execute] = useSubscription({ query: document, variables, pause });
  return { data, failure: error, isFetching: fetching && data === undefined, retry: () => execute() };
}
