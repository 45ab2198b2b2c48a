import { useState } from "react";

import { useAct } from "../../graph/act";
import { useAsk } from "../../graph/ask";
import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { Dialog } from "../../parts/Dialog";
import { Failure } from "../../parts/Failure";
import { Skeleton } from "../../parts/Skeleton";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import { RevokeApiKeyDocument, SettingsKeysDocument, type SettingsKeysQuery } from "./documents";
import { NewKey } from "./NewKey";
import { refusalOf } from "./refusals";
import { Said } from "./Said";

type Key = SettingsKeysQuery["viewer"]["apiKeys"][number];

function KeyLine({ apiKey, onRevoke }: { apiKey: Key; onRevoke: () => void }) {
  const { settings: texts } = useTexts();
  const format = useFormat();
  const { timeZone } = useViewer();
  const scopes = apiKey.scopes.map((scope) => texts.keys.scopes[scope]).join(", ");
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 rounded-lg border border-line/70 px-3 py-2">
      <div className={`min-w-0 ${apiKey.revokedAt === null ? "" : "text-muted"}`}>
        <p className="truncate font-medium">{apiKey.name}</p>
        <p className="text-sm break-words text-muted">
          <code>{apiKey.prefix}…</code> · {scopes} · {format.date(apiKey.createdAt, timeZone)}
        </p>
      </div>
      {apiKey.revokedAt === null ? (
        <Button look="danger" aria-label={texts.keys.revokeOne(apiKey.name)} onClick={onRevoke}>
          {texts.keys.revoke}
        </Button>
      ) : (
        <span className="text-sm whitespace-nowrap text-muted">
          {texts.keys.revoked(format.date(apiKey.revokedAt, timeZone))}
        </span>
      )}
    </li>
  );
}

/** Keys by which programs act for one. */
export function Keys() {
  const { settings: texts, shell } = useTexts();
  const { data, failure, retry } = useAsk(SettingsKeysDocument, {});
  const [isBusy, revoke] = useAct(RevokeApiKeyDocument);
  const [isMaking, setMaking] = useState(false);
  const [leaving, setLeaving] = useState<Key | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);

  async function onRevoke(key: Key): Promise<void> {
    const outcome = await revoke({ id: key.id });
    setRefusal(refusalOf(outcome, outcome.data?.revokeApiKey, texts.unanswered)?.text ?? null);
    setLeaving(null);
    retry();
  }

  return (
    <Card title={texts.keys.title}>
      <div className="grid gap-3">
        <p className="text-sm text-muted">{texts.keys.text}</p>
        {data !== undefined ? (
          data.viewer.apiKeys.length > 0 && (
            <ul className="grid gap-2">
              {data.viewer.apiKeys.map((key) => (
                <KeyLine key={key.id} apiKey={key} onRevoke={() => setLeaving(key)} />
              ))}
            </ul>
          )
        ) : failure !== undefined ? (
          <Failure failure={failure} retry={retry} />
        ) : (
          <Skeleton lines={2} />
        )}
        <Said done={null} refusal={refusal} />
        <Button className="justify-self-start" onClick={() => setMaking(true)}>
          {texts.keys.make}
        </Button>
      </div>
      {isMaking && (
        <NewKey
          onClose={() => {
            setMaking(false);
            retry();
          }}
        />
      )}
      {leaving !== null && (
        <Dialog title={texts.keys.revokeOne(leaving.name)} onClose={() => setLeaving(null)}>
          <p className="mb-4 text-sm">{texts.keys.revokeText}</p>
          <div className="flex gap-2">
            <Button look="danger" disabled={isBusy} onClick={() => void onRevoke(leaving)}>
              {texts.keys.revoke}
            </Button>
            <Button onClick={() => setLeaving(null)}>{shell.cancel}</Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}
