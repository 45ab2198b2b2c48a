import { get, set } from "idb-keyval";
import { type Exchange, makeErrorResult, makeResult, type Operation, type OperationResult } from "urql";
import { filter, fromPromise, merge, mergeMap, pipe, share, tap } from "wonka";

import { currentOwner } from "../offline/owner";
import { answers } from "../offline/store";
import { isSignedIn } from "../session/session";
import { currentConnection, showKept } from "./connection";

interface Kept {
  data: Record<string, unknown>;
  at: number;
}

const isKept = ({ kind }: Operation): boolean => kind === "query" || kind === "subscription";
const keyOf = (owner: string, { key }: Operation): string => `${owner}/${key}`;

function keep({ operation, data, error, stale }: OperationResult): void {
  const owner = currentOwner();
  if (owner === null || !isKept(operation) || error !== undefined || data === undefined || stale) return;
  // A browser that refuses to store (private windows, a full disk) only loses what could be read without a connection.
  set(keyOf(owner, operation), { data: data as Kept["data"], at: Date.now() } satisfies Kept, answers).catch(
    () => undefined,
  );
}

/** The last answer; null when there is none, for a query of somebody who is not signed in an error instead. */
async function found(operation: Operation): Promise<OperationResult | null> {
  const owner = currentOwner();
  const kept = owner === null ? undefined : await get<Kept>(keyOf(owner, operation), answers).catch(() => undefined);
  if (kept === undefined) {
    return isSignedIn() || operation.kind !== "query"
      ? null
      : makeErrorResult(operation, new TypeError("nothing was kept"));
  }
  showKept(kept.at);
  return makeResult(operation, { data: kept.data });
}

/**
 * Without a connection the last answer is given, as old as it is: to queries when the network has failed, to subscriptions
 * at once, because they would wait.
 */
export const kept: Exchange =
  ({ forward }) =>
  (operations) => {
    const all = share(operations);
    const answered = pipe(
      forward(
        pipe(
          all,
          filter((operation) => isSignedIn() || operation.kind !== "query"),
        ),
      ),
      tap(keep),
      mergeMap((result) => {
        if (result.error?.networkError === undefined || result.operation.kind !== "query")
          return fromPromise(Promise.resolve(result));
        return fromPromise(found(result.operation).then((kept) => kept ?? result));
      }),
    );
    const early = pipe(
      all,
      filter(
        ({ kind }) =>
          (kind === "subscription" && currentConnection().state !== "live") || (kind === "query" && !isSignedIn()),
      ),
      mergeMap((operation) => fromPromise(found(operation))),
      // What has come meanwhile is newer.
      filter(
        (result): result is OperationResult =>
          result !== null && (currentConnection().state !== "live" || !isSignedIn()),
      ),
    );
    return merge([answered, early]);
  };
