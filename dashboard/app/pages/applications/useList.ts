import { useCallback, useEffect, useRef, useState } from "react";
import type { CombinedError } from "urql";

import { useLive } from "../../graph/ask";
import { graph } from "../../graph/client";
import { SETTLED } from "../../graph/signals";
import type { Asked } from "./asked";
import { ApplicationListDocument, ApplicationMovesDocument } from "./documents";
import type { Row } from "./moves";

const FIRST_PAGE = 100;
const LATER_PAGE = 500;
const PAUSE = 400;
/** How many rows before the end the next page is asked for. */
const AHEAD = 30;

interface Found {
  rows: Row[];
  total: number;
  cursor: string | null;
  hasMore: boolean;
}

/** A list as it is shown: `rows` is what has come of `total`; `of` is what it answers. */
interface Shown extends Found {
  of: string;
  failure: CombinedError | undefined;
}

const NOTHING: Shown = { rows: [], total: 0, cursor: null, hasMore: false, of: "", failure: undefined };

type Wanted = Pick<Asked, "filter" | "orderBy">;

async function page(wanted: Wanted, first: number, after: string | null): Promise<Found> {
  const variables = { filter: wanted.filter, orderBy: wanted.orderBy, first, after };
  const { data, error } = await graph()
    .query(ApplicationListDocument, variables, { requestPolicy: "network-only" })
    .toPromise();
  if (data === undefined) throw error;
  const { nodes, totalCount, pageInfo } = data.applications;
  return { rows: nodes, total: totalCount, cursor: pageInfo.endCursor, hasMore: pageInfo.hasNextPage };
}

/** The first `count` rows, in as many pages as that takes; given up when nobody waits for them any more. */
async function beginning(wanted: Wanted, count: number, isWanted: () => boolean): Promise<Found> {
  let found = await page(wanted, Math.min(count, LATER_PAGE), null);
  while (found.hasMore && found.rows.length < count && isWanted())
    found = joined(found, await page(wanted, LATER_PAGE, found.cursor));
  return found;
}

function joined(before: Found, next: Found): Found {
  const known = new Set(before.rows.map((row) => row.id));
  return { ...next, rows: [...before.rows, ...next.rows.filter((row) => !known.has(row.id))] };
}

export interface List {
  rows: readonly Row[];
  total: number;
  /** Not even the first rows are there. */
  isNew: boolean;
  /** What is shown answers an earlier question. */
  isOld: boolean;
  failure: CombinedError | undefined;
  /** Rows up to this one are in sight: they and some more are asked for. */
  see: (last: number) => void;
  refresh: () => void;
  put: (row: Row) => void;
}

/** Applications page after page, kept true: rows that move anywhere move here. */
export function useList(wanted: Wanted): List {
  const key = JSON.stringify([wanted.filter, wanted.orderBy]);
  const [shown, setShown] = useState<Shown>(NOTHING);
  const now = useRef({
    key,
    wanted,
    shown,
    last: 0,
    turn: 0,
    busyWith: null as "start" | "more" | null,
    isAgain: false,
  });
  Object.assign(now.current, { key, wanted, shown });

  const put = useCallback((row: Row) => {
    setShown((before) => ({ ...before, rows: before.rows.map((each) => (each.id === row.id ? row : each)) }));
  }, []);

  /** Asks; whatever was asked before and has not come is not waited for. */
  const load = useCallback(async (kind: "start" | "more", ask: (isWanted: () => boolean) => Promise<Found>) => {
    const at = now.current;
    const [turn, of] = [++at.turn, at.key];
    const isWanted = () => turn === at.turn && of === at.key;
    at.busyWith = kind;
    at.isAgain = false;
    try {
      const found = await ask(isWanted);
      if (isWanted()) setShown({ ...found, of, failure: undefined });
    } catch (failure) {
      if (isWanted()) setShown((before) => ({ ...before, failure: failure as CombinedError }));
    }
    if (turn !== at.turn) return;
    at.busyWith = null;
    if (at.isAgain) refresh();
  }, []);

  const start = useCallback(() => {
    const { key: asked, wanted: still, shown: before, last } = now.current;
    const count = before.of === asked ? Math.min(before.rows.length, last + FIRST_PAGE) : 0;
    void load("start", (isWanted) => beginning(still, Math.max(count, FIRST_PAGE), isWanted));
  }, [load]);

  const refresh = useCallback(() => {
    // News upon news: the answer under way is waited for, and then asked for once more.
    if (now.current.busyWith === "start") now.current.isAgain = true;
    else start();
  }, [start]);

  const see = useCallback(
    (last: number) => {
      const { shown: at, key: asked, wanted: still, busyWith } = now.current;
      now.current.last = last;
      if (busyWith !== null || !at.hasMore || at.of !== asked || last < at.rows.length - AHEAD) return;
      void load("more", async () => joined(at, await page(still, LATER_PAGE, at.cursor)));
    },
    [load],
  );

  useEffect(start, [key, start]);
  useMoves(put, refresh);
  return {
    ...shown,
    isNew: shown.of === "" && shown.failure === undefined,
    isOld: shown.of !== "" && shown.of !== key,
    see,
    refresh,
    put,
  };
}

/** Rows that moved are put in their place at once; soon after the list is asked again, for what came and went. */
function useMoves(put: (row: Row) => void, refresh: () => void): void {
  const { data } = useLive(ApplicationMovesDocument, {});
  const change = data?.applicationChanged;
  const isFirst = useRef(true);
  useEffect(() => {
    if (change === undefined) return;
    // The first one may be what was kept, and older than the rows.
    if (!isFirst.current) change.applications.forEach(put);
    const timer = setTimeout(refresh, isFirst.current ? SETTLED : PAUSE);
    isFirst.current = false;
    return () => clearTimeout(timer);
  }, [change, put, refresh]);
}
