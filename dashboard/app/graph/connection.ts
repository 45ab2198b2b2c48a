import { useSyncExternalStore } from "react";

/** How the page hears of changes: `live` is told of them, `reconnecting` shows what was true at `since`. */
export interface Connection {
  state: "connecting" | "live" | "reconnecting" | "offline";
  /** When this state began, in milliseconds since 1970. */
  since: number;
}

let connection: Connection = { state: "connecting", since: Date.now() };
const listeners = new Set<() => void>();

export function setConnection(state: Connection["state"]): void {
  if (state === connection.state) return;
  connection = { state, since: Date.now() };
  for (const listener of [...listeners]) listener();
}

export const currentConnection = (): Connection => connection;

export function watchConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useConnection(): Connection {
  return useSyncExternalStore(watchConnection, currentConnection);
}
