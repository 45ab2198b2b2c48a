import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { WithTable } from "../../parts/Chart";
import { Choice } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { RateFigure } from "../../parts/RateFigure";
import { ShareBar } from "../../parts/ShareBar";
import { Table } from "../../parts/Table";
import { useFormat, useTexts } from "../../text/language";
import { useValueWord } from "../../text/values";
import type { FunnelPageQuery } from "./documents";
import { DIMENSIONS, MANY, METRICS, type Split } from "./split";

type Breakdown = FunnelPageQuery["breakdown"];
type Slice = Breakdown["slices"][number];

interface Row extends Slice {
  name: string;
}

function Figure({ row, unit }: { row: Row; unit: Breakdown["unit"] }) {
  const { funnel: texts } = useTexts();
  const format = useFormat();
  if (row.rate !== null) return <RateFigure rate={row.rate} />;
  return (
    <>
      <p className="font-semibold tabular-nums">{format.value(row.value, unit)}</p>
      {unit === "DAYS" && <p className="text-sm text-muted">{texts.outOf(format.count(row.count))}</p>}
    </>
  );
}

function Bars({ rows, unit }: { rows: readonly Row[]; unit: Breakdown["unit"] }) {
  // As wide as the largest end of an interval, or the largest value.
  const whole = Math.max(...rows.map(({ rate, value }) => rate?.high ?? value ?? 0));
  return (
    <ol className="divide-y divide-line/60">
      {rows.map((row) => (
        <li
          key={row.keys.join()}
          className="grid grid-cols-1 gap-x-6 gap-y-1 py-3 sm:grid-cols-[11rem_minmax(0,1fr)_15rem]"
        >
          <p className="font-medium break-words">{row.name}</p>
          <div className="self-center">
            <ShareBar
              share={row.value ?? 0}
              low={row.rate?.low ?? null}
              high={row.rate?.high ?? null}
              whole={whole}
              isFaint={row.rate?.smallSample ?? false}
            />
          </div>
          <div>
            <Figure row={row} unit={unit} />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** A metric by the parts of a dimension, to see where it goes better than elsewhere. */
export function Parts({
  breakdown,
  split,
  change,
}: {
  breakdown: Breakdown;
  split: Split;
  change: (change: Partial<Split>) => void;
}) {
  const { funnel: texts, words } = useTexts();
  const format = useFormat();
  const wordOf = useValueWord();
  const { unit, total, other, slices } = breakdown;
  const rows = slices.map((slice): Row => ({ ...slice, name: wordOf(split.by, slice.keys[0] ?? "") }));
  const table = (
    <Table
      caption={texts.parts}
      rows={rows}
      keyOf={(row) => row.keys.join()}
      columns={[
        { title: words.dimension[split.by], cell: (row) => row.name },
        {
          title: words.metric[split.metric],
          cell: (row) => (
            <div className="min-w-40">
              <Figure row={row} unit={unit} />
            </div>
          ),
        },
        { title: texts.applications, isNumber: true, cell: (row) => format.count(row.count) },
      ]}
    />
  );
  return (
    <Card title={texts.parts} aside={<p className="text-sm text-muted">{texts.together(format.value(total, unit))}</p>}>
      <div className="mb-4 grid gap-3 sm:flex sm:flex-wrap">
        <Choice
          label={texts.metric}
          value={split.metric}
          onChange={({ target }) => change({ metric: METRICS.find((each) => each === target.value) })}
        >
          <Options of={METRICS} words={words.metric} />
        </Choice>
        <Choice
          label={texts.by}
          value={split.by}
          onChange={({ target }) => change({ by: DIMENSIONS.find((each) => each === target.value) })}
        >
          <Options of={DIMENSIONS} words={words.dimension} />
        </Choice>
      </div>
      {rows.length === 0 ? (
        <p className="text-muted">{texts.noParts}</p>
      ) : (
        <WithTable table={table}>
          <Bars rows={rows} unit={unit} />
        </WithTable>
      )}
      {other !== null && other > 0 && (
        <p className="mt-2 text-sm text-muted">{texts.other(format.value(other, unit))}</p>
      )}
      {rows.length === split.first && split.first < MANY && (
        <Button look="bare" className="mt-2" onClick={() => change({ first: MANY })}>
          {texts.more}
        </Button>
      )}
    </Card>
  );
}
