import { del, entries, set } from "idb-keyval";
import { useSyncExternalStore } from "react";
import type { AnyVariables, CombinedError, TypedDocumentNode } from "urql";

import { graph, headers } from "../graph/client";
import { currentSession, watchSession } from "../session/session";
import { currentOwner } from "./owner";
import { waiting } from "./store";

/** A change that was made without a connection. Its key is the one it is sent with, so that it has one effect. */
interface Waiting {
  key: string;
  owner: string;
  at: number;
  document: unknown;
  variables: unknown;
}

/** Changes whose answer nobody has to see: these wait, the others fail without a connection. */
const PATIENT = new Set([
  "advanceApplication",
  "closeApplication",
  "reopenApplication",
  "annotateApplication",
  "correctApplication",
  "recordApplication",
  "acknowledgeAlert",
  "snoozeAlert",
  "setGoal",
  "removeGoal",
  "setSkills",
  "updateProfile",
]);

/** What became of those that waited: how many still do, and what was refused when it was sent at last. */
export interface Outbox {
  count: number;
  refusals: readonly string[];
}

let outbox: Outbox = { count: 0, refusals: [] };
const listeners = new Set<() => void>();

function become(next: Outbox): void {
  outbox = next;
  for (const listener of [...listeners]) listener();
}

export function useOutbox(): Outbox {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => outbox,
  );
}

export const forgetRefusals = (): void => become({ ...outbox, refusals: [] });

export function canWait<Data, Variables extends AnyVariables>(document: TypedDocumentNode<Data, Variables>): boolean {
  const [operation] = document.definitions;
  if (operation?.kind !== "OperationDefinition") return false;
  return operation.selectionSet.selections.every((field) => field.kind === "Field" && PATIENT.has(field.name.value));
}

/** Keeps a change until there is a connection; false when this browser keeps nothing, or for nobody. */
export async function putAside(document: unknown, variables: unknown, key: string): Promise<boolean> {
  const owner = currentOwner();
  if (owner === null) return false;
  const at = Date.now();
  const change: Waiting = { key, owner, at, document, variables };
  try {
    await set(`${String(at).padStart(16, "0")}/${key}`, change, waiting);
  } catch {
    return false;
  }
  become({ ...outbox, count: outbox.count + 1 });
  return true;
}

/** Sends what waits, oldest first, one tab at a time; stops where the connection does. */
export async function sendWaiting(): Promise<void> {
  await navigator.locks.request("outbox", async () => {
    const owner = currentOwner();
    const found = owner === null ? [] : await entries<string, Waiting>(waiting).catch(() => []);
    const ours = found.filter(([, change]) => change.owner === owner).sort(([one], [other]) => (one < other ? -1 : 1));
    become({ ...outbox, count: ours.length });
    for (const [place, change] of ours) {
      if (currentSession().state !== "open") return;
      const refusal = await send(change);
      if (refusal === undefined) return;
      await del(place, waiting);
      become({ count: outbox.count - 1, refusals: refusal === null ? outbox.refusals : [...outbox.refusals, refusal] });
    }
  });
}

/** Null when it was done, words when it was refused for good, undefined when it has to be tried again. */
async function send({ document, variables, key }: Waiting): Promise<string | null | undefined> {
  const { data, error } = await graph()
    .mutation<Record<string, { errors?: { message: string }[] }>, AnyVariables>(
      document as TypedDocumentNode,
      variables as AnyVariables,
      {
        fetchOptions: { headers: { ...headers(), "idempotency-key": key } },
      },
    )
    .toPromise();
  if (error !== undefined) return isForNow(error) ? undefined : (error.graphQLErrors[0]?.message ?? error.message);
  const [refusal] = Object.values(data ?? {}).flatMap((payload) => payload.errors ?? []);
  return refusal?.message ?? null;
}

function isForNow(error: CombinedError): boolean {
  const status = error.response?.status as number | undefined;
  const code = error.graphQLErrors[0]?.extensions["code"];
  return (
    error.networkError !== undefined || status === 401 || status === 429 || status === 503 || code === "UNAVAILABLE"
  );
}

/** From now on what waits is sent whenever there is a connection and somebody is signed in. */
export function watchOutbox(): void {
  const attempt = (): void => void sendWaiting();
  window.addEventListener("online", attempt);
  watchSession(attempt);
  setInterval(() => outbox.count > 0 && attempt(), 20_000);
  attempt();
}
