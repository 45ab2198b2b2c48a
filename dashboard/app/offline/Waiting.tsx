import { Button } from "../parts/Button";
import { useFormat, useTexts } from "../text/language";
import { forgetRefusals, useOutbox } from "./outbox";

/** How many changes wait for a connection, and what was refused when it was sent at last. */
export function Waiting() {
  const { offline: texts, close } = useTexts().shell;
  const format = useFormat();
  const { count, refusals } = useOutbox();
  if (count === 0 && refusals.length === 0) return null;
  return (
    <div role="status" className="mb-4 grid gap-2 rounded-card border border-warn/50 bg-surface p-4 print:hidden">
      {count > 0 && <p>{texts.waiting(format.count(count))}</p>}
      {refusals.length > 0 && (
        <>
          <p>{texts.refused}</p>
          <ul className="list-disc pl-5">
            {refusals.map((refusal, place) => (
              <li key={place}>{refusal}</li>
            ))}
          </ul>
          <Button className="w-fit" onClick={forgetRefusals}>
            {close}
          </Button>
        </>
      )}
    </div>
  );
}
