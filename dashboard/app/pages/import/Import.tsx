import { Link } from "wouter";

import { Button } from "../../parts/Button";
import { Card, PageHead } from "../../parts/Card";
import { useTexts } from "../../text/language";
import { Columns } from "./Columns";
import { Drop } from "./Drop";
import { TooLarge } from "./TooLarge";
import { Totals } from "./Totals";
import { useImport } from "./useImport";
import { Verdicts } from "./Verdicts";

/** A file of applications: looked at first, then taken in. */
export function Import() {
  const { importing: texts, shell } = useTexts();
  const { file, mapping, result, refusal, isBusy, choose, remap, keep, restart } = useImport();
  const isDone = result !== null && !result.isDryRun;
  const isNothingNew = result !== null && result.totals.created + result.totals.updated === 0;
  return (
    <>
      <PageHead title={shell.pages.import} text={texts.text} />
      <div className="grid gap-4">
        {!isDone && <Drop fileName={file?.name ?? null} isBusy={isBusy} onFile={(chosen) => void choose(chosen)} />}
        {isBusy && (
          <div role="status" className="grid gap-2 text-sm text-muted">
            <p>{result === null ? texts.reading : texts.working}</p>
            <progress aria-label={texts.reading} className="h-1.5 w-full accent-(--accent)" />
          </div>
        )}
        {file?.isTooLarge && <TooLarge file={file} />}
        {refusal !== null && (
          <div role="alert" className="grid gap-1 rounded-card border border-bad/40 bg-surface p-5">
            <p className="font-semibold">{texts.refused}</p>
            <p className="max-w-prose text-muted">{refusal}</p>
          </div>
        )}
        {file !== null && !isDone && !file.isTooLarge && (result !== null || refusal !== null) && (
          <Columns
            columns={result?.columns ?? null}
            names={file.firstNames}
            mapping={mapping}
            isBusy={isBusy}
            onMapping={(next) => void remap(next)}
          />
        )}
        {result !== null && (
          <Card
            title={isDone ? texts.done : texts.preview}
            aside={file !== null && <span className="text-sm break-all text-muted">{file.name}</span>}
          >
            <Totals totals={result.totals} isDone={isDone} />
            {result.notes.length > 0 && (
              <ul className="mt-4 grid list-disc gap-1 pl-5 text-sm text-muted">
                {result.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            )}
            {isNothingNew && <p className="mt-4 rounded-lg bg-tint px-3 py-2 text-sm">{texts.nothingNew}</p>}
            <div className="mt-5 flex flex-wrap gap-2">
              {!isDone && (
                <Button look="main" disabled={isBusy || isNothingNew} onClick={() => void keep()}>
                  {texts.keep}
                </Button>
              )}
              {isDone && (
                <Link
                  href="/applications"
                  className="inline-flex min-h-9 items-center rounded-lg border border-accent bg-accent px-3 py-1.5 text-sm font-medium text-on-accent hover:opacity-90"
                >
                  {texts.look}
                </Link>
              )}
              <Button disabled={isBusy} onClick={restart}>
                {isDone ? texts.another : shell.cancel}
              </Button>
            </div>
          </Card>
        )}
        {result !== null && result.verdicts.length > 0 && <Verdicts verdicts={result.verdicts} />}
      </div>
    </>
  );
}
