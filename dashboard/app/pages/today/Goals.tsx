import { Link } from "wouter";

import { Ring } from "../../parts/Ring";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { TodayQuery } from "./documents";

/** Every goal as a ring that closes, with the pace that an even week would have. */
export function Goals({ goals }: { goals: TodayQuery["goals"] }) {
  const { today: texts, words } = useTexts();
  const format = useFormat();
  const { timeZone } = useViewer();
  if (goals.length === 0) {
    return (
      <>
        <p className="text-muted">{texts.noGoals}</p>
        <Link href="/settings" className="mt-2 inline-block text-accent underline underline-offset-4">
          {texts.setGoal}
        </Link>
      </>
    );
  }
  return (
    <ul className="grid gap-4">
      {goals.map(({ id, metric, progress }) => (
        <li key={id} className="flex items-center gap-4">
          <Ring
            current={progress.current}
            expected={progress.expected}
            target={progress.target}
            isBehind={progress.needsAttention}
          />
          <div>
            <p className="font-medium">{words.metric[metric]}</p>
            <p className="text-sm tabular-nums">
              {texts.progress(format.count(progress.current), format.count(progress.target))}
              <span className="text-muted"> · {texts.ends(format.date(progress.endsAt, timeZone))}</span>
            </p>
            <p className={`text-sm ${progress.needsAttention ? "text-bad" : "text-muted"}`}>
              {progress.percentBehind > 0 ? texts.behind(format.count(progress.percentBehind)) : texts.onPace}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
