import { Stat, Stats } from "../../parts/Stat";
import { Table } from "../../parts/Table";
import { useFormat, useTexts } from "../../text/language";
import type { PerformancePageQuery } from "./documents";
import { Folded, Part } from "./Part";

/** How events come in, what waits, and what they were told. */
export function Ingestion({ ingestion }: { ingestion: PerformancePageQuery["performance"]["ingestion"] }) {
  const { performance: texts, shell } = useTexts();
  const format = useFormat();
  const verdictWord = (verdict: string): string => (texts.verdicts as Record<string, string>)[verdict] ?? verdict;
  const reasonWord = (reason: string | null): string =>
    reason === null ? shell.none : ((texts.reasons as Record<string, string>)[reason.toUpperCase()] ?? reason);
  return (
    <Part title={texts.ingestion} value={ingestion}>
      {(told) => (
        <>
          <Stats>
            <Stat label={texts.waiting} value={format.count(told.inboxEvents)} note={texts.now} />
            <Stat label={texts.oldest} value={format.seconds(told.inboxOldestSeconds)} note={texts.now} />
            <Stat
              label={texts.accepted}
              value={told.acceptedPerSecond === null ? shell.none : format.precise(told.acceptedPerSecond)}
            />
            <Stat
              label={texts.worked}
              value={format.count(told.worked.events)}
              note={texts.batches(format.count(told.worked.batches))}
            />
            <Stat
              label={texts.speed}
              value={told.worked.eventsPerSecond === null ? shell.none : format.precise(told.worked.eventsPerSecond)}
            />
            <Stat label={texts.held} value={format.count(told.quarantined)} note={texts.now} />
          </Stats>
          {told.verdicts.length > 0 && (
            <Folded title={texts.byVerdict}>
              <Table
                caption={texts.byVerdict}
                rows={told.verdicts}
                keyOf={(each) => `${each.verdict} ${each.reason}`}
                columns={[
                  { title: texts.verdict, cell: (each) => verdictWord(each.verdict) },
                  { title: texts.reason, cell: (each) => reasonWord(each.reason) },
                  { title: texts.events, isNumber: true, cell: (each) => format.count(each.count) },
                ]}
              />
            </Folded>
          )}
        </>
      )}
    </Part>
  );
}
