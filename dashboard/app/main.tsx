import "./styles.css";

import { StrictMode, Suspense, lazy, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { type Client, Provider } from "urql";

import { graph } from "./graph/client";
import { SignIn } from "./session/SignIn";
import { isShared, takeTokenFromFragment, useSession, waitForPlatform } from "./session/session";
import { Skeleton } from "./parts/Skeleton";
import { Shell } from "./shell/Shell";
import { applyTheme } from "./shell/theme";
import { Speak, chosenLanguage, textsOf } from "./text/language";

const Shared = lazy(async () => ({ default: (await import("./pages/dashboards/Shared")).Shared }));

const LinkEnded = lazy(async () => ({ default: (await import("./pages/dashboards/LinkEnded")).LinkEnded }));

function App() {
  const session = useSession();
  const [client, setClient] = useState<Client>(graph);
  useEffect(() => setClient(graph()), [session]);
  if (session.state === "none") return isShared() ? <LinkEnded /> : <SignIn />;
  if (client !== graph()) return null;
  return (
    <Provider value={client} key={session.token}>
      {isShared() ? <Shared /> : <Shell />}
    </Provider>
  );
}

async function begin(): Promise<void> {
  applyTheme();
  takeTokenFromFragment();
  window.addEventListener("hashchange", takeTokenFromFragment);
  void waitForPlatform();
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
