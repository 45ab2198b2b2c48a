import type { GraphiQLProps } from "graphiql";
import { type DocumentNode, type ExecutionResult, Kind, OperationTypeNode } from "graphql";
import { createClient } from "graphql-ws";

type Fetcher = GraphiQLProps["fetcher"];
type Params = Parameters<Fetcher>[0];
type Headers = Record<string, string>;

const ADDRESS = "/graphql";

/**
 * Asks this server: queries and mutations by POST, subscriptions over the websocket. The first questions, for the schema,
 * are asked before the headers editor is there to read: they go with `early`.
 */
export function fetcherWith(early: Headers | undefined): Fetcher {
  return (params, options) => {
    const headers = (options?.headers ?? early ?? {}) as Headers;
    return isSubscription(options?.documentAST, params.operationName) ? follow(params, headers) : ask(params, headers);
  };
}

async function ask({ query, operationName, variables }: Params, headers: Headers): Promise<ExecutionResult> {
  const response = await fetch(ADDRESS, {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json, application/json;q=0.9",
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify({ query, operationName: operationName ?? undefined, variables: variables ?? undefined }),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`The server answered ${response.status} ${response.statusText} and no JSON: ${text.slice(0, 200)}`);
  }
}

async function* follow({ query, operationName, variables }: Params, headers: Headers): AsyncGenerator<ExecutionResult> {
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const client = createClient({
    url: new URL(ADDRESS, window.location.href.replace(/^http/, "ws")).href,
    connectionParams: Object.fromEntries(lowered),
    retryAttempts: 0,
  });
  try {
    const asked = { query, operationName, variables: variables as Record<string, unknown> | undefined };
    yield* client.iterate(asked) as AsyncIterable<ExecutionResult>; // errors arrive formatted, and are only shown
  } catch (error) {
    throw error instanceof CloseEvent
      ? new Error(`The server closed the socket: ${error.code} ${error.reason}`)
      : error;
  } finally {
    await client.dispose();
  }
}

function isSubscription(document: DocumentNode | undefined, name: string | null | undefined): boolean {
  const operations = (document?.definitions ?? []).filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const asked = name ? operations.find((each) => each.name?.value === name) : operations[0];
  return asked?.operation === OperationTypeNode.SUBSCRIPTION;
}
