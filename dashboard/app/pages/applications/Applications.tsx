import { useCallback, useEffect, useRef, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";

import { Button } from "../../parts/Button";
import { PageHead } from "../../parts/Card";
import { Empty } from "../../parts/Empty";
import { Failure } from "../../parts/Failure";
import { Skeleton } from "../../parts/Skeleton";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import { useAsked } from "./asked";
import { Bar } from "./Bar";
import { Details } from "./Details";
import { Grid } from "./Grid";
import { Help } from "./Help";
import type { Row, Target } from "./moves";
import { Notice } from "./Notice";
import { Record } from "./Record";
import { useList } from "./useList";
import { useMover } from "./useMover";
import { usePageKeys } from "./usePageKeys";

const HOME = "/applications";
const NEW = "new";

/** The log of applications: found, read and moved on. */
export function Applications() {
  const { applications: texts, shell } = useTexts();
  const format = useFormat();
  const { timeZone } = useViewer();
  const [path, go] = useLocation();
  const search = useSearch();
  const [asked, say] = useAsked();
  const list = useList(asked);
  const mover = useMover(list.put);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const searchPlace = useRef<HTMLDivElement>(null);
  const opened = decodeURIComponent(path.slice(HOME.length + 1));
  const suffix = search === "" ? "" : `?${search}`;

  const hrefOf = useCallback((row: Row) => `${HOME}/${encodeURIComponent(row.id)}${suffix}`, [suffix]);
  const { begin } = mover;
  const onMove = useCallback((row: Row, target: Target) => void begin(row, target), [begin]);
  const close = (): void => go(HOME + suffix);
  const record = (): void => go(`${HOME}/${NEW}${suffix}`);
  usePageKeys({
    "/": () => searchPlace.current?.querySelector("input")?.focus(),
    "?": () => setHelpOpen(true),
    a: record,
  });
  useEffect(() => mover.forget(), [opened, mover.forget]);

  const isEmpty = !list.isNew && !list.isOld && list.total === 0;
  return (
    <>
      <PageHead title={shell.pages.applications} text={texts.text}>
        <div className="flex gap-2">
          <Button onClick={() => setHelpOpen(true)} className="max-md:hidden" aria-keyshortcuts="?">
            {texts.keys.button}
          </Button>
          <Button look="main" onClick={record} aria-keyshortcuts="a">
            {texts.record.button}
          </Button>
        </div>
      </PageHead>
      {!(isEmpty && !asked.isNarrowed) && <Bar asked={asked} say={say} searchPlace={searchPlace} />}
      <Notice said={opened === "" ? mover.said : null} onClose={mover.forget} />
      {list.failure !== undefined && <Failure failure={list.failure} retry={list.refresh} />}
      {list.isNew && <Skeleton lines={14} className="rounded-card border border-line bg-surface p-5" />}
      {isEmpty && list.failure === undefined && (asked.isNarrowed ? <NothingFits /> : <NothingYet onRecord={record} />)}
      {list.total > 0 && (
        <>
          <p role="status" className="mb-2 text-sm text-muted tabular-nums">
            {texts.found(format.count(list.total), list.total === 1)}
          </p>
          <Grid
            {...list}
            zone={timeZone}
            pending={mover.pending}
            hrefOf={hrefOf}
            onMove={onMove}
            onOpen={(row) => go(hrefOf(row))}
          />
        </>
      )}
      {opened === NEW && (
        <Record
          onClose={close}
          onDone={(row) => {
            list.refresh();
            go(hrefOf(row), { replace: true });
          }}
        />
      )}
      {opened !== "" && opened !== NEW && (
        <Details key={opened} id={opened} mover={mover} onClose={close} onChange={list.refresh} />
      )}
      {isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
    </>
  );
}

function NothingFits() {
  const { nothingFits } = useTexts().applications;
  return (
    <Empty title={nothingFits.title} text={nothingFits.text}>
      <Link href={HOME} className="font-medium text-accent underline underline-offset-4">
        {nothingFits.all}
      </Link>
    </Empty>
  );
}

function NothingYet({ onRecord }: { onRecord: () => void }) {
  const { nothingYet, record } = useTexts().applications;
  return (
    <Empty title={nothingYet.title} text={nothingYet.text}>
      <div className="mt-2 flex flex-wrap gap-2">
        <Link
          href="/import"
          className="inline-flex min-h-9 items-center rounded-lg border border-accent bg-accent px-3 py-1.5 text-sm font-medium text-on-accent hover:opacity-90"
        >
          {nothingYet.import}
        </Link>
        <Button onClick={onRecord}>{record.button}</Button>
      </div>
    </Empty>
  );
}
