import { useSyncExternalStore } from "react";

import { configuration } from "./configuration";
import { takeFromFragment } from "./fragment";

/**
 * Who is signed in, as far as the page knows: the token is in memory only, and gone with the tab. `kept`: nobody, but
 * without a connection the last state of `owner` can be read.
 */
export type Session =
  | { state: "none"; reason: "never" | "left" | "expired" | "erased" }
  | { state: "kept"; owner: string }
  | { state: "open"; token: string };

let session: Session = { state: "none", reason: "never" };
const listeners = new Set<() => void>();

function become(next: Session): void {
  session = next;
  for (const listener of [...listeners]) listener();
}

export const currentSession = (): Session => session;

export function currentToken(): string | null {
  return session.state === "open" ? session.token : null;
}

export const isSignedIn = (): boolean => session.state === "open";

export function signIn(token: string): void {
  // Said again, as platforms do, it is no reason to begin anew.
  if (currentToken() !== token) become({ state: "open", token });
}

export function signOut(reason: "left" | "expired" | "erased" = "left"): void {
  // Of an account that is gone the server takes nothing more, and may say so before it says that it is gone.
  if (session.state !== "none" || (reason === "erased" && session.reason === "expired"))
    become({ state: "none", reason });
}

/** Shows what was kept for `owner`, until somebody signs in. */
export function showLastState(owner: string): void {
  if (session.state === "none") become({ state: "kept", owner });
}

// What was kept is for the time without a connection; with one, signing in shows what is true now.
window.addEventListener("online", () => {
  if (session.state === "kept") become({ state: "none", reason: "never" });
});

export function watchSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session {
  return useSyncExternalStore(watchSession, currentSession);
}

/** Whether the address is that of a dashboard that somebody shows to others. */
export const isShared = (): boolean => window.location.pathname === "/shared";

/** Signs in whoever comes by a link like `/#token=…`, or `/shared#link=…`, which is good for one dashboard only. */
export function takeTokenFromFragment(): void {
  const token = takeFromFragment(isShared() ? "link" : "token");
  if (token !== null) signIn(token);
}

/**
 * A platform that opened or embeds the page hands over a token with `postMessage({ type: "career-copilot-token", token })`,
 * and is told when we are ready for it. Messages of anybody else are not looked at.
 */
export async function waitForPlatform(): Promise<void> {
  const platform = window.opener ?? (window.parent === window ? null : window.parent);
  if (platform === null) return;
  const { origins } = await configuration();
  window.addEventListener("message", ({ origin, source, data }: MessageEvent) => {
    if (source !== platform || !origins.includes(origin)) return;
    if (data?.type === "career-copilot-token" && typeof data.token === "string") signIn(data.token);
  });
  for (const origin of origins) platform.postMessage({ type: "career-copilot-ready" }, origin);
}
