import { useCallback, useEffect, useRef, useState } from "react";
import type { CombinedError } from "urql";

import { useLive } from "../../graph/ask";
import { graph } from "../../graph/client";
import type { Asked } from "./asked";
import { ApplicationListDocument, ApplicationMovesDocument } from "./documents";
import type { Row } from "./moves";

const FIRST_PAGE = 100;
const LATER_PAGE = 500;
const PAUSE = 400;

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
  const { data, error } = await graph().query(ApplicationListDocument, variables, { requestPolicy: "network-only" }).toPromise();
  if (data === undefined) throw error;
  const { nodes, totalCount, pageInfo } = data.applications;
  return { rows: nodes, total: totalCount, cursor: pageInfo.endCursor, hasMore: pageInfo.hasNextPage };
}

/** The first `count` rows, in as many pages as that takes. */
async function beginning(wanted: Wanted, count: number): Promise<Found> {
  let found = await page(wanted, Math.min(count, LATER_PAGE), null);
  while (found.hasMore && found.rows.length < count) found = joined(found, await page(wanted, LATER_PAGE, found.cursor));
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
  more: () => void;
  refresh: () => void;
  put: (row: Row) => void;
}

/** Applications page after page, kept true: rows that move anywhere move here. */
export function useList(wanted: Wanted): List {
  const key = JSON.stringify([wanted.filter, wanted.orderBy]);
  const [shown, setShown] = useState<Shown>(NOTHING);
  const now = useRef({ key, wanted, shown, isBusy: false, isAgain: false });
  now.current = { ...now.current, key, wanted, shown };

  const put = useCallback((row: Row) => {
    setShown((before) => ({ ...before, rows: before.rows.map((each) => (each.id === row.id ? row : each)) }));
  }, []);

  const load = useCallback(async (ask: (at: { wanted: Wanted; shown: Shown }) => Promise<Found>) => {
    if (now.current.isBusy) return void (now.current.isAgain = true);
    now.current.isBusy = true;
    const of = now.current.key;
    try {
      const found = await ask(now.current);
      if (now.current.key === of) setShown({ ...found, of, failure: undefined });
    } catch (failure) {
      if (now.current.key === of) setShown((before) => ({ ...before, failure: failure as CombinedError }));
    } finally {
      now.current.isBusy = false;
      const isStale = now.current.key !== of || now.current.isAgain;
      now.current.isAgain = false;
      if (isStale) refresh();
    }
  }, []);

  const refresh = useCallback(() => {
    void load((at) => beginning(at.wanted, at.shown.of === now.current.key ? Math.max(at.shown.rows.length, FIRST_PAGE) : FIRST_PAGE));
  }, [load]);

  const more = useCallback(() => {
    const { shown: at, isBusy } = now.current;
    if (isBusy || !at.hasMore || at.of !== now.current.key) return;
    void load(async ({ wanted: still, shown: before }) => joined(before, await page(still, LATER_PAGE, before.cursor)));
  }, [load]);

  useEffect(refresh, [key, refresh]);
  useMoves(put, refresh);
  return {
    ...shown,
    isNew: shown.of === "" && shown.failure === undefined,
    isOld: shown.of !== "" && shown.of !== key,
    more,
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
    if (isFirst.current) return void (isFirst.current = false);
    change.applications.forEach(put);
    const timer = setTimeout(refresh, PAUSE);
    return () => clearTimeout(timer);
  }, [change, put, refresh]);
}
