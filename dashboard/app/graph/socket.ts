import { type Client, createClient } from "graphql-ws";

import { currentToken, signOut, watchSession } from "../session/session";
import { setConnection } from "./connection";

const LONGEST_PAUSE = 15_000;
// 4400 and 4500: we sent nonsense or the server is broken; 4401 and 4403: this token is no good (any more).
const FINAL = new Set([4400, 4401, 4403, 4406, 4409]);

let client: Client | null = null;

/** The one websocket of the page; opened by the first subscription, closed a moment after the last. */
export function socket(): Client {
  client ??= createClient({
    url: new URL("/graphql", window.location.href.replace(/^http/, "ws")).href,
    connectionParams: () => ({ authorization: `Bearer ${currentToken() ?? ""}` }),
    lazyCloseTimeout: 3_000,
    keepAlive: 12_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: async (retries) => {
      const pause = Math.min(LONGEST_PAUSE, 250 * 2 ** retries) * (0.5 + Math.random());
      await Promise.race([new Promise((resume) => setTimeout(resume, pause)), backOnline()]);
    },
    shouldRetry: (reason) => !(isClosing(reason) && FINAL.has(reason.code)),
    on: {
      connected: () => setConnection("live"),
      closed: (reason) => {
        if (isClosing(reason) && (reason.code === 4401 || reason.code === 4403)) setTimeout(() => signOut("expired"));
        else if (!(isClosing(reason) && reason.code === 1000))
          setConnection(navigator.onLine ? "reconnecting" : "offline");
      },
    },
  });
  return client;
}

function isClosing(reason: unknown): reason is { code: number } {
  return typeof reason === "object" && reason !== null && "code" in reason;
}

function backOnline(): Promise<void> {
  return new Promise((resume) => window.addEventListener("online", () => resume(), { once: true }));
}

// Somebody else's token: nothing of the one before may go on arriving.
watchSession(() => {
  Promise.resolve(client?.dispose()).catch(() => undefined); // one that was refused cannot be closed
  client = null;
  setConnection();
});
window.addEventListener("offline", () => setConnection("offline"));
window.addEventListener("online", () => {
  setConnection("reconnecting");
  // A socket that was silent through the outage may be dead without knowing it: a new one begins with the state now.
  client?.terminate();
});
