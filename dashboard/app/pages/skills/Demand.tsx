import type { ReactNode } from "react";

import { WithTable } from "../../parts/Chart";
import { RateFigure } from "../../parts/RateFigure";
import { ShareBar } from "../../parts/ShareBar";
import { Table } from "../../parts/Table";
import { useFormat, useTexts } from "../../text/language";
import type { DemandPartsFragment } from "./documents";

type Rate = DemandPartsFragment["ownJobs"];

function Asked({ title, rate }: { title: string; rate: Rate }) {
  return (
    <div>
      <p className="mb-1 text-sm text-muted">{title}</p>
      {rate.value !== null && (
        <ShareBar share={rate.value} low={rate.low} high={rate.high} isFaint={rate.smallSample} />
      )}
      <RateFigure rate={rate} />
    </div>
  );
}

function DemandTable({ caption, demand }: { caption: string; demand: readonly DemandPartsFragment[] }) {
  const { skills: texts } = useTexts();
  const format = useFormat();
  return (
    <Table
      caption={caption}
      rows={demand}
      keyOf={(each) => each.skill.name}
      columns={[
        { title: texts.skill, cell: (each) => each.skill.name },
        { title: texts.have, cell: (each) => (each.inProfile ? texts.yes : texts.no) },
        {
          title: texts.ownJobs,
          cell: (each) => (
            <div className="min-w-40">
              <RateFigure rate={each.ownJobs} />
            </div>
          ),
        },
        {
          title: texts.postings,
          cell: (each) => (
            <div className="min-w-40">
              <RateFigure rate={each.postings} />
            </div>
          ),
        },
        { title: texts.opensOwn, isNumber: true, cell: (each) => format.count(each.opensOwnJobs) },
        { title: texts.opensPostings, isNumber: true, cell: (each) => format.count(each.opensPostings) },
      ]}
    />
  );
}

/** Skills with how many jobs ask for them, ranked; `under` is what else there is to say or do about one. */
export function Demand({
  caption,
  demand,
  under,
}: {
  caption: string;
  demand: readonly DemandPartsFragment[];
  under: (demand: DemandPartsFragment) => ReactNode;
}) {
  const { skills: texts } = useTexts();
  return (
    <WithTable table={<DemandTable caption={caption} demand={demand} />}>
      <ol className="divide-y divide-line/60">
        {demand.map((each) => (
          <li
            key={each.skill.name}
            className="grid grid-cols-2 gap-x-4 gap-y-3 py-4 first:pt-0 sm:gap-x-6 lg:grid-cols-[12rem_minmax(0,1fr)_minmax(0,1fr)]"
          >
            <div className="col-span-2 lg:col-span-1">
              <p className="font-medium">{each.skill.name}</p>
              {each.skill.category !== null && (
                <p className="text-sm text-muted">{texts.categories[each.skill.category]}</p>
              )}
              {under(each)}
            </div>
            <Asked title={texts.ownJobs} rate={each.ownJobs} />
            <Asked title={texts.postings} rate={each.postings} />
          </li>
        ))}
      </ol>
    </WithTable>
  );
}
