import { useFormat, useTexts } from "../../text/language";
import type { Result } from "./useImport";

const KINDS = ["created", "updated", "unchanged", "skipped", "rejected"] as const;
const COLOURS = {
  created: "text-good",
  updated: "text-accent",
  unchanged: "",
  skipped: "text-muted",
  rejected: "text-bad",
};

/** How many rows became what. */
export function Totals({ totals, isDone }: { totals: Result["totals"]; isDone: boolean }) {
  const texts = useTexts().importing;
  const format = useFormat();
  return (
    <>
      <p className="mb-3 text-sm text-muted">
        {isDone ? texts.wasRead(format.count(totals.rows)) : texts.wouldBe(format.count(totals.rows))}
      </p>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-5">
        {KINDS.map((kind) => (
          <div key={kind} className="grid rounded-lg border border-line/70 px-3 py-2">
            <dt className="text-sm text-muted">{texts.verdicts[kind]}</dt>
            <dd className={`text-2xl font-semibold tabular-nums ${totals[kind] === 0 ? "text-muted" : COLOURS[kind]}`}>
              {format.count(totals[kind])}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
