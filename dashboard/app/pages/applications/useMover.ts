import { useCallback, useState } from "react";

import { useTexts } from "../../text/language";
import { move, moved, type Row, type Settled, type Target } from "./moves";

export interface Mover {
  /** Rows as they will be, while the server is asked. */
  pending: ReadonlyMap<string, Row>;
  /** What was last done, or refused and why. */
  said: { text: string; reason: string | null; isRefusal: boolean } | null;
  forget: () => void;
  begin: (row: Row, target: Target, at?: string) => Promise<Settled>;
}

/** Moves that show at once and are taken back when the server refuses them. */
export function useMover(put: (row: Row) => void): Mover {
  const { applications: texts, words } = useTexts();
  const [pending, setPending] = useState<ReadonlyMap<string, Row>>(new Map());
  const [said, setSaid] = useState<Mover["said"]>(null);

  const begin = useCallback(
    async (row: Row, target: Target, at?: string) => {
      setSaid(null);
      setPending((before) => new Map(before).set(row.id, moved(row, target)));
      const conflict = (at = ""): string | null =>
        at === "id" || at === "stage" || at === "outcome" || at === "at" ? texts.conflicts[at] : null;
      const done = await move(row.id, target, at);
      // Without a connection it stays as it was meant: it is sent by itself, and what came of it is told then.
      const next = done.isWaiting ? moved(row, target) : done.row;
      if (next !== null) put(next);
      setPending((before) => new Map([...before].filter(([id]) => id !== row.id)));
      const name = texts.nameOf(row.job.title, row.job.company.name);
      setSaid(
        next !== null
          ? { text: texts.nowAt(name, words.status[next.status]), reason: null, isRefusal: false }
          : {
              text: texts.refused(name, words.status[row.status]),
              reason: (done.isConflict ? conflict(done.path.at(-1)) : null) ?? done.refusal ?? texts.unanswered,
              isRefusal: true,
            },
      );
      return done;
    },
    [put, texts, words],
  );
  return { pending, said, forget: useCallback(() => setSaid(null), []), begin };
}
