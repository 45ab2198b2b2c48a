import { useEffect, useState } from "react";

import { useAct } from "../../graph/act";
import { useAsk } from "../../graph/ask";
import { pushedTo, pushKey, subscribePush, unsubscribePush } from "../../offline/pushes";
import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import { RegisterPushDocument, RemovePushDocument, SettingsPushesDocument } from "./documents";
import { refusalOf } from "./refusals";
import { Said } from "./Said";

/** Whether this browser is told of alerts while no page is open, and which others are. Nothing where there are no pushes. */
export function Notifications() {
  const { settings, shell } = useTexts();
  const texts = settings.notifications;
  const format = useFormat();
  const { timeZone } = useViewer();
  const [key, setKey] = useState<string | null>(null);
  const [here, setHere] = useState<string | null>(null);
  const [said, setSaid] = useState<{ done: string | null; refusal: string | null }>({ done: null, refusal: null });
  const { data, retry } = useAsk(SettingsPushesDocument, {});
  const [isRegistering, register] = useAct(RegisterPushDocument);
  const [isRemoving, remove] = useAct(RemovePushDocument);

  useEffect(() => {
    pushKey().then(setKey, () => undefined);
    pushedTo().then(setHere, () => undefined);
  }, []);

  async function turnOn(): Promise<void> {
    const address = key === null ? null : await subscribePush(key);
    if (address === null) return setSaid({ done: null, refusal: texts.denied });
    const outcome = await register({
      input: { endpoint: address.endpoint, p256dh: address.p256dh, auth: address.auth },
    });
    const refusal = refusalOf(outcome, outcome.data?.registerPush, settings.unanswered);
    if (refusal === null) setHere(address.endpoint);
    setSaid({ done: refusal === null ? texts.isOn : null, refusal: refusal?.text ?? null });
    retry();
  }

  async function turnOff(endpoint: string): Promise<void> {
    const outcome = await remove({ input: { endpoint } });
    const refusal = refusalOf(outcome, outcome.data?.removePush, settings.unanswered);
    if (refusal === null && endpoint === here) {
      await unsubscribePush();
      setHere(null);
    }
    setSaid({ done: refusal === null ? texts.isOff : null, refusal: refusal?.text ?? null });
    retry();
  }

  if (key === null) return null;
  const pushes = data?.viewer.pushes ?? [];
  const isHere = here !== null && pushes.some(({ endpoint }) => endpoint === here);
  return (
    <Card title={texts.title}>
      <div className="grid gap-4">
        <p className="text-sm text-muted">{texts.text}</p>
        {!isHere && (
          <Button look="main" className="w-fit" disabled={isRegistering} onClick={() => void turnOn()}>
            {texts.turnOn}
          </Button>
        )}
        {pushes.length > 0 && (
          <ul className="grid gap-2">
            {pushes.map(({ endpoint, service, createdAt, deliveredAt }) => (
              <li key={endpoint} className="flex flex-wrap items-center justify-between gap-2">
                <div>
                  <p className="font-medium">{endpoint === here ? texts.thisBrowser : service}</p>
                  <p className="text-sm text-muted">
                    {deliveredAt === null
                      ? texts.since(format.date(createdAt, timeZone))
                      : texts.last(format.moment(deliveredAt, timeZone))}
                  </p>
                </div>
                <Button
                  disabled={isRemoving}
                  onClick={() => void turnOff(endpoint)}
                  aria-label={`${shell.remove}: ${endpoint === here ? texts.thisBrowser : service}`}
                >
                  {shell.remove}
                </Button>
              </li>
            ))}
          </ul>
        )}
        <Said done={said.done} refusal={said.refusal} />
      </div>
    </Card>
  );
}
