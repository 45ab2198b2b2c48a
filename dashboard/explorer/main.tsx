import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./explorer.css";

import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { takeFromFragment } from "../app/session/fragment";
import { fetcherWith } from "./fetcher";
import firstQuery from "./first.graphql?raw";
import { watchForTokens } from "./token";

const token = takeFromFragment("token");
watchForTokens();
const early = token === null ? undefined : { Authorization: `Bearer ${token}` };
const headers = early && JSON.stringify(early, null, 2);
const fetcher = fetcherWith(early);

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
