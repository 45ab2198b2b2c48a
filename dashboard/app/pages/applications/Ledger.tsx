import { useState } from "react";

import { Button } from "../../parts/Button";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import { Correction } from "./Correction";
import type { Whole } from "./Details";

export type Line = Whole["transitions"][number];

/** Every entry ever written about an application; those in force can be put right. */
export function Ledger({ whole, onChange }: { whole: Whole; onChange: () => void }) {
  const { applications: texts, words } = useTexts();
  const format = useFormat();
  const { timeZone } = useViewer();
  const [corrected, setCorrected] = useState<string | null>(null);
  const replaced = new Set(whole.transitions.map((line) => line.replaces?.id));

  const nameOf = (line: Line): string => {
    if (line.isRetraction) return texts.ledger.retracted;
    if (line.isReopening) return words.status.REOPENED;
    const status = line.stage ?? line.outcome;
    return status === null ? texts.ledger.retracted : words.status[status];
  };

  return (
    <section aria-labelledby="ledger" className="grid gap-3">
      <h3 id="ledger" className="text-base font-semibold">
        {texts.ledger.title}
      </h3>
      <ol className="grid gap-2">
        {whole.transitions.map((line) => {
          const isInForce = !replaced.has(line.id) && !line.isRetraction;
          return (
            <li key={line.id} className="rounded-lg border border-line/70 px-3 py-2 text-sm">
              <div className="flex items-start justify-between gap-3">
                <div>
                  <p className={isInForce ? "font-medium" : "text-muted line-through"}>
                    {nameOf(line)}
                    {" · "}
                    {line.occurredAt === null ? texts.ledger.undated : format.date(line.occurredAt, timeZone)}
                  </p>
                  <p className="text-muted">
                    {!isInForce && `${line.isRetraction ? texts.ledger.isRetraction : texts.ledger.isReplaced} `}
                    {texts.ledger.written(texts.ledger.origins[line.origin], format.moment(line.recordedAt, timeZone))}
                  </p>
                </div>
                {isInForce && corrected !== line.id && (
                  <Button
                    look="bare"
                    aria-label={texts.ledger.correctOne(nameOf(line))}
                    onClick={() => setCorrected(line.id)}
                  >
                    {texts.ledger.correct}
                  </Button>
                )}
              </div>
              {corrected === line.id && (
                <Correction
                  id={whole.id}
                  line={line}
                  onClose={() => setCorrected(null)}
                  onDone={() => {
                    setCorrected(null);
                    onChange();
                  }}
                />
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
