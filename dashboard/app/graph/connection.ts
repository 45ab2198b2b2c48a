import { useSyncExternalStore } from "react";

/** How the page hears of changes: `live` is told of them, `reconnecting` shows what was true at `since`. */
export interface Connection {
  state: "connecting" | "live" | "reconnecting" | "offline";
  /** What is shown was true then, in milliseconds since 1970: when the connection was lost, or the oldest answer kept. */
  asOf: number;
}

/** Before anything was heard of the server. */
const beginning = (): Connection["state"] => (navigator.onLine ? "connecting" : "offline");

let connection: Connection = { state: beginning(), asOf: Date.now() };
const listeners = new Set<() => void>();

function become(next: Connection): void {
  connection = next;
  for (const listener of [...listeners]) listener();
}

export function setConnection(state: Connection["state"] = beginning()): void {
  if (state === connection.state) return;
  const wasLive = connection.state === "live" || connection.state === "connecting";
  become({ state, asOf: wasLive || state === "live" ? Date.now() : connection.asOf });
}

/** An answer kept since `at` is shown. */
export function showKept(at: number): void {
  if (at < connection.asOf) become({ ...connection, asOf: at });
}

export const currentConnection = (): Connection => connection;

export function watchConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useConnection(): Connection {
  return useSyncExternalStore(watchConnection, currentConnection);
}
