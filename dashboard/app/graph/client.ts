import { Client, cacheExchange, fetchExchange, mapExchange, subscriptionExchange } from "urql";

import { currentToken, isSignedIn, signOut, watchSession } from "../session/session";
import { fetchOnce } from "./early";
import { kept } from "./keeping";
import { socket } from "./socket";

/** What every request carries. */
export function headers(): Record<string, string> {
  return { authorization: `Bearer ${currentToken() ?? ""}`, accept: "application/graphql-response+json" };
}

/** A client knows one person: whoever signs in next gets a new one, with nothing in its memory. */
function opened(): Client {
  return new Client({
    url: "/graphql",
    preferGetMethod: false,
    fetch: fetchOnce,
    requestPolicy: "cache-and-network",
    fetchOptions: () => ({ headers: headers() }),
    exchanges: [
      mapExchange({
        onError: (error) => {
          if (error.response?.status === 401) signOut("expired");
        },
      }),
      cacheExchange,
      kept,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (operation) => ({
          subscribe: (sink) => ({
            // Whoever only reads what was kept has no token to connect with.
            unsubscribe: isSignedIn()
              ? socket().subscribe({ ...operation, query: operation.query ?? "" }, sink as never)
              : () => {},
          }),
        }),
      }),
    ],
  });
}

let client = opened();
export const graph = (): Client => client;

watchSession(() => {
  client = opened();
});
