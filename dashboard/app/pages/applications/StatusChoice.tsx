import type { ComponentProps } from "react";
import { Options } from "../../parts/Options";
import { useTexts } from "../../text/language";
import type { ApplicationStatus } from "./documents";
import { offered, type Row, type Target } from "./moves";

const COLOURS: Record<ApplicationStatus, string> = {
  SAVED: "text-muted",
  APPLIED: "text-ink",
  SCREENING: "text-accent",
  INTERVIEWING: "text-accent",
  OFFERED: "text-good",
  ACCEPTED: "text-good",
  DECLINED: "text-muted",
  REJECTED: "text-bad",
  WITHDRAWN: "text-muted",
  GHOSTED: "text-warn",
};

/** The status of an application, and where it can go from there. */
export function StatusChoice({
  row,
  onMove,
  className = "",
  ...rest
}: { row: Row; onMove: (target: Target) => void } & Omit<ComponentProps<"select">, "onChange" | "value">) {
  const { applications: texts, words } = useTexts();
  const { stages, outcomes, canReopen } = offered(row);
  return (
    <select
      aria-label={texts.statusOf(texts.nameOf(row.job.title, row.job.company.name))}
      value={row.status}
      onChange={(event) => onMove(event.target.value as Target)}
      className={`min-h-9 rounded-lg border border-line bg-surface px-2 py-1 text-sm font-medium hover:border-accent ${COLOURS[row.status]} ${className}`}
      {...rest}
    >
      <option value={row.status}>{words.status[row.status]}</option>
      {stages.length > 0 && (
        <optgroup label={texts.further}>
          <Options of={stages} words={words.status} />
        </optgroup>
      )}
      {outcomes.length > 0 && (
        <optgroup label={texts.ended}>
          <Options of={outcomes} words={words.status} />
        </optgroup>
      )}
      {canReopen && <option value="REOPENED">{texts.reopen}</option>}
    </select>
  );
}
