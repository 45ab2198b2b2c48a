import { type FormEvent, useState } from "react";

import { useAct } from "../../graph/act";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { signOut } from "../../session/session";
import { useViewer } from "../../shell/viewer";
import { useTexts } from "../../text/language";
import { EraseMyDataDocument } from "./documents";
import { type Refusal, refusalOf } from "./refusals";

/** What the server wants to read of somebody without an address. */
const WORDS = "erase my data";

/** Everything goes, after one has written out that it shall. */
export function Erase({ onClose }: { onClose: () => void }) {
  const { settings: texts, shell } = useTexts();
  const { email } = useViewer();
  const wanted = email ?? WORDS;
  const [isBusy, erase] = useAct(EraseMyDataDocument);
  const [said, setSaid] = useState("");
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const outcome = await erase({ input: { confirm: said } });
    setRefusal(refusalOf(outcome, outcome.data?.eraseMyData, texts.unanswered));
    if (outcome.data?.eraseMyData.erasure != null) signOut("erased");
  }

  return (
    <Dialog title={texts.account.erase} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        <p className="text-sm">{texts.account.eraseWarning}</p>
        <Field
          label={texts.account.confirm(wanted)}
          autoComplete="off"
          data-first
          value={said}
          fault={refusal?.text}
          onChange={(event) => setSaid(event.target.value)}
        />
        <div className="flex gap-2">
          <Button
            type="submit"
            look="danger"
            disabled={isBusy || said.trim().toLowerCase() !== wanted.trim().toLowerCase()}
          >
            {texts.account.eraseNow}
          </Button>
          <Button onClick={onClose}>{shell.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
