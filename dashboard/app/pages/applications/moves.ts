import { act, type Outcome as Done } from "../../graph/act";
import {
  AdvanceDocument,
  type ApplicationPartsFragment,
  CloseDocument,
  type ErrorCode,
  type Outcome,
  ReopenDocument,
  type Stage,
} from "./documents";

export type Row = ApplicationPartsFragment;
export type Target = Stage | Outcome | "REOPENED";

export const STAGES = ["SAVED", "APPLIED", "SCREENING", "INTERVIEWING", "OFFERED"] as const satisfies readonly Stage[];
export const OUTCOMES = [
  "ACCEPTED",
  "DECLINED",
  "REJECTED",
  "WITHDRAWN",
  "GHOSTED",
] as const satisfies readonly Outcome[];

const isStage = (target: Target): target is Stage => (STAGES as readonly string[]).includes(target);

/** What the ledger would take now: stages further on, endings, or opening it again. The server decides. */
export function offered({ stage, outcome }: Row): { stages: Stage[]; outcomes: Outcome[]; canReopen: boolean } {
  const later = STAGES.slice(STAGES.indexOf(stage) + 1);
  if (outcome !== null) return { stages: outcome === "GHOSTED" ? later : [], outcomes: [], canReopen: true };
  return { stages: later, outcomes: stage === "SAVED" ? ["WITHDRAWN"] : [...OUTCOMES], canReopen: false };
}

/** The row as it will be when the move is taken. */
export function moved(row: Row, target: Target): Row {
  if (target === "REOPENED") return { ...row, outcome: null, status: row.stage };
  if (isStage(target)) return { ...row, stage: target, outcome: null, status: target };
  return { ...row, outcome: target, status: target };
}

/** What became of a change of one application: as it is now, or why not. */
export interface Settled {
  row: Row | null;
  /** In the server's words; null when there was no answer. */
  refusal: string | null;
  path: string[];
  /** Whether it was put aside without a connection, to be sent by itself. */
  isWaiting: boolean;
  /** Whether the application is no longer as it was shown. */
  isConflict: boolean;
}

interface Payload {
  application: Row | null;
  errors: { message: string; path: string[]; code: ErrorCode }[];
}

export function settled({ data, isWaiting }: Done<unknown>, payload: Payload | undefined): Settled {
  const [first] = payload?.errors ?? [];
  const row = payload?.application ?? null;
  if (data === undefined || payload === undefined || (row === null && first === undefined))
    return { row: null, refusal: null, path: [], isWaiting, isConflict: false };
  return {
    row,
    isWaiting,
    refusal: first?.message ?? null,
    path: first?.path ?? [],
    isConflict: first?.code === "CONFLICT",
  };
}

/** Moves an application; `at` is the moment it happened, now when it is left out. */
export async function move(id: string, target: Target, at?: string): Promise<Settled> {
  const when = at === undefined ? {} : { at };
  if (target === "REOPENED") {
    const done = await act(ReopenDocument, { id, input: when });
    return settled(done, done.data?.reopenApplication);
  }
  if (isStage(target)) {
    const done = await act(AdvanceDocument, { id, input: { stage: target, ...when } });
    return settled(done, done.data?.advanceApplication);
  }
  const done = await act(CloseDocument, { id, input: { outcome: target, ...when } });
  return settled(done, done.data?.closeApplication);
}
