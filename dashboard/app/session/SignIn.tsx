import { useEffect, useState } from "react";

import { keptOwner } from "../offline/owner";
import { Button } from "../parts/Button";
import { useTexts } from "../text/language";
import { type Configuration, configuration } from "./configuration";
import { showLastState, signIn, useSession } from "./session";

async function tokenFor(email: string): Promise<string> {
  const answer = await fetch("/demo/sign-in", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email }),
  });
  if (!answer.ok) throw new Error(`the demo answered ${answer.status}`);
  return ((await answer.json()) as { token: string }).token;
}

/** Before anybody is signed in: how to be, and in the demo whom to try it as. */
export function SignIn() {
  const texts = useTexts().shell;
  const session = useSession();
  const [known, setKnown] = useState<Configuration | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const kept = navigator.onLine ? null : keptOwner();
  const reason = session.state === "none" ? texts.signIn[session.reason] : "";

  useEffect(() => {
    configuration().then(setKnown, () => setFailed(navigator.onLine));
  }, []);

  function choose(email: string): void {
    setFailed(false);
    tokenFor(email).then(signIn, () => setFailed(true));
  }

  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-4 p-6">
      <img src="/icon.svg" alt="" width="48" height="48" />
      <h1 className="text-2xl font-semibold text-balance">{texts.signIn.title}</h1>
      {reason !== "" && <p role="status">{reason}</p>}
      {known?.demo == null && <p className="text-muted">{texts.signIn.text}</p>}
      {known?.demo != null && (
        <section className="grid gap-2" aria-labelledby="demo">
          <h2 id="demo" className="text-sm text-muted">
            {texts.signIn.demo}
          </h2>
          {known.demo.map((person) => (
            <button
              key={person.email}
              type="button"
              onClick={() => choose(person.email)}
              className="flex items-baseline justify-between gap-4 rounded-card border border-line bg-surface px-4 py-3 text-left font-medium hover:border-accent"
            >
              {person.name}
              <span className="text-sm font-normal text-muted">{person.email}</span>
            </button>
          ))}
        </section>
      )}
      {kept !== null && (
        <section className="grid gap-2 border-t border-line pt-4">
          <Button className="w-fit" onClick={() => showLastState(kept)}>
            {texts.offline.last}
          </Button>
          <p className="text-sm text-muted">{texts.offline.lastHint}</p>
        </section>
      )}
      {hasFailed && <p role="alert">{texts.signIn.failed}</p>}
    </main>
  );
}
