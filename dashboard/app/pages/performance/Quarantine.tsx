import { useState } from "react";

import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { Dialog } from "../../parts/Dialog";
import { Failure } from "../../parts/Failure";
import { Choice } from "../../parts/Field";
import { Skeleton } from "../../parts/Skeleton";
import { useFormat, useTexts } from "../../text/language";
import { Held } from "./Held";
import { useHeld, type Which } from "./useHeld";

function Sure({ count, onSure, onClose }: { count: string; onSure: () => void; onClose: () => void }) {
  const { performance: texts, shell } = useTexts();
  return (
    <Dialog title={texts.sureTitle} onClose={onClose}>
      <p className="mb-5 max-w-prose">{texts.sure(count)}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{shell.cancel}</Button>
        <Button look="danger" onClick={onSure}>
          {texts.discard}
        </Button>
      </div>
    </Dialog>
  );
}

/** Events that could not be taken: why, and trying them again or throwing them away. */
export function Quarantine() {
  const { performance: texts } = useTexts();
  const format = useFormat();
  const { held, failure, retry, reason, narrow, more, isBusy, said, replay, discard } = useHeld();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isAsking, setAsking] = useState(false);
  const ids = held?.nodes.filter(({ id }) => chosen.has(id)).map(({ id }) => id) ?? [];
  const ofReason = held?.reasons.find((each) => each.reason === reason);
  const which: Which | null = ids.length > 0 ? { ids } : ofReason ? { reason: ofReason.reason } : null;
  const count = format.count(ids.length > 0 ? ids.length : (ofReason?.count ?? 0));

  function choose(id: string, isChosen: boolean): void {
    setChosen((before) => new Set(isChosen ? [...before, id] : [...before].filter((each) => each !== id)));
  }

  return (
    <Card title={texts.quarantine}>
      <p className="mb-3 max-w-prose text-sm text-muted">{texts.quarantineText}</p>
      <p role="status" className={said === "" ? "" : "mb-3 font-medium"}>
        {said}
      </p>
      {held === undefined ? (
        failure ? (
          <Failure failure={failure} retry={retry} />
        ) : (
          <Skeleton lines={6} />
        )
      ) : held.reasons.length === 0 ? (
        <p className="text-muted">{texts.noneHeld}</p>
      ) : (
        <>
          <div className="flex flex-wrap items-end gap-3">
            <div className="w-full sm:w-72">
              <Choice
                label={texts.reason}
                value={reason ?? ""}
                onChange={({ target }) =>
                  narrow(held.reasons.find((each) => each.reason === target.value)?.reason ?? null)
                }
              >
                <option value="">{texts.allReasons}</option>
                {held.reasons.map((each) => (
                  <option key={each.reason} value={each.reason}>
                    {texts.reasons[each.reason]} ({format.count(each.count)})
                  </option>
                ))}
              </Choice>
            </div>
            <Button disabled={isBusy || which === null} onClick={() => which && void replay(which)}>
              {which === null ? texts.replay : texts.replayMany(count)}
            </Button>
            <Button look="danger" disabled={isBusy || which === null} onClick={() => setAsking(true)}>
              {which === null ? texts.discard : texts.discardMany(count)}
            </Button>
          </div>
          {which === null && <p className="mt-2 text-sm text-muted">{texts.chooseFirst}</p>}
          <ul className="mt-3 divide-y divide-line/60" aria-busy={isBusy}>
            {held.nodes.map((event) => (
              <Held
                key={event.id}
                event={event}
                isChosen={chosen.has(event.id)}
                choose={(isChosen) => choose(event.id, isChosen)}
              />
            ))}
          </ul>
          {more && (
            <Button look="bare" onClick={more}>
              {texts.more}
            </Button>
          )}
        </>
      )}
      {isAsking && which !== null && (
        <Sure
          count={count}
          onClose={() => setAsking(false)}
          onSure={() => {
            setAsking(false);
            void discard(which);
          }}
        />
      )}
    </Card>
  );
}
