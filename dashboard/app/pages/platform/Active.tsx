import { useMemo, useState } from "react";

import { Card } from "../../parts/Card";
import { Choice } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { TimeChart } from "../../parts/TimeChart";
import { useFormat, useTexts } from "../../text/language";
import type { PlatformPartsFragment } from "./documents";

const WIDTHS = { DAY: "daily", WEEK: "weekly", MONTH: "monthly" } as const;
type Width = keyof typeof WIDTHS;

/** Distinct people who did anything, by day, week or month. */
export function Active({ active }: { active: PlatformPartsFragment["activeUsers"] }) {
  const { platform: texts, words, shell } = useTexts();
  const format = useFormat();
  const [width, setWidth] = useState<Width>("DAY");
  const points = active?.[WIDTHS[width]];
  const starts = useMemo(() => points?.map(({ start }) => start) ?? [], [points]);
  const lines = useMemo(
    () => [{ name: texts.activeUsers, values: points?.map(({ value }) => value) ?? [] }],
    [points, texts],
  );
  return (
    <Card title={texts.activeUsers}>
      {active === null ? (
        <p className="text-muted">{texts.untold}</p>
      ) : (
        <>
          <div className="mb-3 max-w-40">
            <Choice
              label={shell.view.interval}
              value={width}
              onChange={({ target }) => setWidth(target.value in WIDTHS ? (target.value as Width) : "DAY")}
            >
              <Options of={Object.keys(WIDTHS) as Width[]} words={words.interval} />
            </Choice>
          </div>
          <TimeChart
            title={texts.activeUsers}
            starts={starts}
            interval={width}
            zone="UTC"
            lines={lines}
            say={format.count}
            isCount
            look={width === "DAY" ? "line" : "bar"}
          />
        </>
      )}
    </Card>
  );
}
