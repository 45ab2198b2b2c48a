import { Table } from "../../parts/Table";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { PerformancePageQuery } from "./documents";
import { Part } from "./Part";

/** What went wrong on our side. */
export function Faults({ faults }: { faults: PerformancePageQuery["performance"]["faults"] }) {
  const { performance: texts } = useTexts();
  const { timeZone } = useViewer();
  const format = useFormat();
  return (
    <Part title={texts.faults} value={faults}>
      {({ kinds }) =>
        kinds.length === 0 ? (
          <p className="text-muted">{texts.noFaults}</p>
        ) : (
          <Table
            caption={texts.faults}
            rows={kinds}
            keyOf={(each) => each.fingerprint}
            columns={[
              { title: texts.kind, cell: (each) => <code className="font-mono">{each.kind}</code> },
              { title: texts.code, cell: (each) => <code className="font-mono">{each.code}</code> },
              { title: texts.often, isNumber: true, cell: (each) => format.count(each.count) },
              { title: texts.last, cell: (each) => format.moment(each.lastAt, timeZone) },
              { title: texts.fingerprint, cell: (each) => <code className="font-mono">{each.fingerprint}</code> },
            ]}
          />
        )
      }
    </Part>
  );
}
