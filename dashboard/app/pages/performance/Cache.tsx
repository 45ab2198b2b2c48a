import { Stat, Stats } from "../../parts/Stat";
import { Table } from "../../parts/Table";
import { useFormat, useTexts } from "../../text/language";
import type { PerformancePageQuery } from "./documents";
import { Folded, Part } from "./Part";

/** How often answers are found, and what that saves. */
export function Cache({ cache }: { cache: PerformancePageQuery["performance"]["cache"] }) {
  const { performance: texts, shell } = useTexts();
  const format = useFormat();
  const or = (value: number | null, say: (value: number) => string): string =>
    value === null ? shell.none : say(value);
  return (
    <Part title={texts.cache} value={cache}>
      {(told) => (
        <>
          <Stats>
            <Stat label={texts.found} value={or(told.hitRate, format.share)} />
            <Stat
              label={texts.hits}
              value={format.count(told.hits)}
              note={told.hitMilliseconds !== null && texts.each(format.milliseconds(told.hitMilliseconds))}
            />
            <Stat
              label={texts.misses}
              value={format.count(told.misses)}
              note={told.missMilliseconds !== null && texts.each(format.milliseconds(told.missMilliseconds))}
            />
          </Stats>
          {told.families.length > 0 && (
            <Folded title={texts.byFamily}>
              <Table
                caption={texts.byFamily}
                rows={told.families}
                keyOf={(each) => each.family}
                columns={[
                  { title: texts.family, cell: (each) => <code className="font-mono">{each.family}</code> },
                  { title: texts.found, isNumber: true, cell: (each) => or(each.hitRate, format.share) },
                  { title: texts.hits, isNumber: true, cell: (each) => format.count(each.hits) },
                  { title: texts.misses, isNumber: true, cell: (each) => format.count(each.misses) },
                  {
                    title: texts.hitTime,
                    isNumber: true,
                    cell: (each) => or(each.hitMilliseconds, format.milliseconds),
                  },
                  {
                    title: texts.missTime,
                    isNumber: true,
                    cell: (each) => or(each.missMilliseconds, format.milliseconds),
                  },
                ]}
              />
            </Folded>
          )}
        </>
      )}
    </Part>
  );
}
