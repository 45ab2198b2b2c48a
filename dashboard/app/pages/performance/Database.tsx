import { Stat, Stats } from "../../parts/Stat";
import { Table } from "../../parts/Table";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { PerformancePageQuery } from "./documents";
import { Folded, Part } from "./Part";

type Told = NonNullable<PerformancePageQuery["performance"]["database"]>;

function Tables({ tables }: { tables: Told["tables"] }) {
  const { performance: texts, shell } = useTexts();
  const { timeZone } = useViewer();
  const format = useFormat();
  const growth = ({ growthBytes, grownSinceAt }: Told["tables"][number]): string => {
    if (growthBytes === null || grownSinceAt === null) return shell.none;
    return texts.grown((growthBytes > 0 ? "+" : "") + format.bytes(growthBytes), format.date(grownSinceAt, timeZone));
  };
  return (
    <Table
      caption={texts.tables}
      rows={tables}
      keyOf={(each) => each.name}
      columns={[
        { title: texts.table, cell: (each) => <code className="font-mono">{each.name}</code> },
        { title: texts.rows, isNumber: true, cell: (each) => format.count(each.rows) },
        { title: texts.size, isNumber: true, cell: (each) => format.bytes(each.bytes) },
        { title: texts.growth, isNumber: true, cell: growth },
      ]}
    />
  );
}

function Indexes({ indexes }: { indexes: Told["indexes"] }) {
  const { performance: texts } = useTexts();
  const format = useFormat();
  return (
    <Table
      caption={texts.indexes}
      rows={indexes}
      keyOf={(each) => each.name}
      columns={[
        { title: texts.index, cell: (each) => <code className="font-mono">{each.name}</code> },
        { title: texts.table, cell: (each) => <code className="font-mono">{each.table}</code> },
        { title: texts.size, isNumber: true, cell: (each) => format.bytes(each.bytes) },
        { title: texts.scans, isNumber: true, cell: (each) => format.count(each.scans) },
      ]}
    />
  );
}

/** Connections, sizes and growth. */
export function Database({ database }: { database: Told | null }) {
  const { performance: texts, shell } = useTexts();
  const format = useFormat();
  return (
    <Part title={texts.database} value={database}>
      {(told) => (
        <>
          <Stats>
            <Stat
              label={texts.pool}
              value={format.count(told.connectionsOpen)}
              note={texts.idle(format.count(told.connectionsIdle))}
            />
            <Stat label={texts.connections} value={format.count(told.activity.connections)} />
            <Stat label={texts.statements} value={format.count(told.statements)} />
            <Stat label={texts.transactions} value={format.count(told.activity.transactions)} />
            <Stat
              label={texts.transactionTime}
              value={
                told.activity.meanTransactionMilliseconds === null
                  ? shell.none
                  : format.milliseconds(told.activity.meanTransactionMilliseconds)
              }
            />
            <Stat
              label={texts.inMemory}
              value={told.activity.bufferHitRate === null ? shell.none : format.share(told.activity.bufferHitRate)}
            />
            <Stat label={texts.size} value={format.bytes(told.activity.bytes)} />
          </Stats>
          <Folded title={texts.tables}>
            <Tables tables={told.tables} />
          </Folded>
          <Folded title={texts.indexes}>
            <Indexes indexes={told.indexes} />
          </Folded>
        </>
      )}
    </Part>
  );
}
