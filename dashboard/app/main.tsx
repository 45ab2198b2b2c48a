import "./styles.css";

import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { type Client, Provider } from "urql";

import { graph } from "./graph/client";
import { SignIn } from "./session/SignIn";
import { takeTokenFromFragment, useSession, waitForPlatform } from "./session/session";
import { Shell } from "./shell/Shell";
import { applyTheme } from "./shell/theme";
import { Speak, chosenLanguage, textsOf } from "./text/language";

function App() {
  const session = useSession();
  const [client, setClient] = useState<Client>(graph);
  useEffect(() => setClient(graph()), [session]);
  if (session.state === "none" || client !== graph()) return session.state === "none" ? <SignIn /> : null;
  return (
    <Provider value={client} key={session.token}>
      <Shell />
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
        <App />
      </Speak>
    </StrictMode>,
  );
}

void begin();
