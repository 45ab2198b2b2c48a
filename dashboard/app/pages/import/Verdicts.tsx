import { Card } from "../../parts/Card";
import { Table } from "../../parts/Table";
import { useFormat, useTexts } from "../../text/language";
import type { Result } from "./useImport";

const COLOURS = {
  CREATED: "text-good",
  UPDATED: "text-accent",
  UNCHANGED: "",
  SKIPPED: "text-muted",
  REJECTED: "text-bad",
};
const SHOWN = 1_000;

/** The rows that somebody should look at: left out, not understood, or taken without a part. */
export function Verdicts({ verdicts }: { verdicts: Result["verdicts"] }) {
  const { importing: texts, shell } = useTexts();
  const format = useFormat();
  const names = {
    CREATED: texts.verdicts.created,
    UPDATED: texts.verdicts.updated,
    UNCHANGED: texts.verdicts.unchanged,
    SKIPPED: texts.verdicts.skipped,
    REJECTED: texts.verdicts.rejected,
  };
  const hasTables = verdicts.some((each) => each.table !== null);
  return (
    <Card title={texts.rows.title}>
      <p className="mb-3 text-sm text-muted">
        {texts.rows.text} {verdicts.length >= SHOWN && texts.rows.first(format.count(SHOWN))}
      </p>
      <div className="max-h-[70dvh] overflow-y-auto">
        <Table
          caption={texts.rows.text}
          rows={verdicts}
          keyOf={(row) => `${row.table ?? ""} ${row.line}`}
          columns={[
            { title: texts.rows.line, cell: (row) => <span className="tabular-nums">{row.line}</span> },
            ...(hasTables
              ? [{ title: texts.rows.table, cell: (row: (typeof verdicts)[number]) => row.table ?? shell.none }]
              : []),
            {
              title: texts.rows.verdict,
              cell: (row) => <span className={`font-medium ${COLOURS[row.verdict]}`}>{names[row.verdict]}</span>,
            },
            {
              title: texts.rows.reason,
              cell: (row) => (
                <div className="min-w-48">
                  {row.reason !== null && <p>{row.reason}</p>}
                  {row.warnings.map((warning) => (
                    <p key={warning} className="text-warn">
                      {warning}
                    </p>
                  ))}
                </div>
              ),
            },
            { title: texts.rows.column, cell: (row) => row.column ?? shell.none },
          ]}
        />
      </div>
    </Card>
  );
}
