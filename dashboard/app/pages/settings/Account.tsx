import { useState } from "react";

import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { signOut } from "../../session/session";
import { useTexts } from "../../text/language";
import { Erase } from "./Erase";

/** Leaving: this window, or for good. */
export function Account() {
  const { account } = useTexts().settings;
  const [isErasing, setErasing] = useState(false);
  return (
    <Card title={account.title}>
      <div className="grid gap-4">
        <div className="grid gap-2">
          <p className="text-sm text-muted">{account.signOutText}</p>
          <Button className="justify-self-start" onClick={() => signOut()}>
            {account.signOut}
          </Button>
        </div>
        <div className="grid gap-2 border-t border-line/70 pt-4">
          <p className="text-sm text-muted">{account.eraseText}</p>
          <Button look="danger" className="justify-self-start" onClick={() => setErasing(true)}>
            {account.erase}
          </Button>
        </div>
      </div>
      {isErasing && <Erase onClose={() => setErasing(false)} />}
    </Card>
  );
}
