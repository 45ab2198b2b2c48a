import "./early"; // has run already, unless it came later than this
import "./styles.css";

import { lazy, StrictMode, Suspense, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { type Client, Provider } from "urql";
import { navigate } from "wouter/use-browser-location";

import { graph } from "./graph/client";
import { watchOutbox } from "./offline/outbox";
import { currentOwner } from "./offline/owner";
import { registerWorker } from "./offline/register";
import { forgetAll, keepFor } from "./offline/store";
import { Skeleton } from "./parts/Skeleton";
import { SignIn } from "./session/SignIn";
import {
  currentSession,
  isShared,
  takeTokenFromFragment,
  useSession,
  waitForPlatform,
  watchSession,
} from "./session/session";
import { beginTracking } from "./session/tracking";
import { Shell } from "./shell/Shell";
import { applyTheme } from "./shell/theme";
import { chosenLanguage, Speak, textsOf } from "./text/language";

const Shared = lazy(async () => ({ default: (await import("./pages/dashboards/Shared")).Shared }));
const LinkEnded = lazy(async () => ({ default: (await import("./pages/dashboards/LinkEnded")).LinkEnded }));

function App() {
  const session = useSession();
  const [client, setClient] = useState<Client>(graph);
  useEffect(() => setClient(graph()), [session]);
  if (session.state === "none") return isShared() ? <LinkEnded /> : <SignIn />;
  if (client !== graph()) return null;
  return (
    <Provider value={client} key={session.state === "open" ? session.token : session.owner}>
      {isShared() ? <Shared /> : <Shell />}
    </Provider>
  );
}

/** What is kept in this browser belongs to whoever is signed in, and goes when they leave. */
function keepForWhoeverIsHere(): void {
  const session = currentSession();
  const owner = currentOwner();
  if (session.state === "open" && owner !== null) void keepFor(owner);
  if (session.state === "none" && (session.reason === "left" || session.reason === "erased")) void forgetAll();
}

async function begin(): Promise<void> {
  applyTheme();
  watchSession(keepForWhoeverIsHere);
  takeTokenFromFragment();
  beginTracking();
  window.addEventListener("hashchange", takeTokenFromFragment);
  waitForPlatform().catch(() => undefined); // without a connection nobody can hand over a token
  watchOutbox();
  registerWorker(navigate);
  const language = chosenLanguage();
  document.documentElement.lang = language;
  const texts = await textsOf(language);
  createRoot(document.getElementById("app")!).render(
    <StrictMode>
      <Speak texts={texts} language={language}>
        <Suspense fallback={<Skeleton lines={8} />}>
          <App />
        </Suspense>
      </Speak>
    </StrictMode>,
  );
}

void begin();
