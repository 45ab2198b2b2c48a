import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./explorer.css";

import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

import { fetcher } from "./fetcher";
import firstQuery from "./first.graphql?raw";
import { takeToken, watchForTokens } from "./token";

const token = takeToken();
watchForTokens();
const headers = token === null ? undefined : JSON.stringify({ Authorization: `Bearer ${token}` }, null, 2);

// Headers hold a token, so they never go to the browser's storage: no switch for it, and no history, which would keep them.
createRoot(document.getElementById("explorer")!).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={firstQuery}
    initialHeaders={headers}
    defaultHeaders={headers}
    defaultEditorToolsVisibility="headers"
    plugins={[]}
    shouldPersistHeaders={false}
    showPersistHeadersSettings={false}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>Career Copilot Analytics</GraphiQL.Logo>
  </GraphiQL>,
);
