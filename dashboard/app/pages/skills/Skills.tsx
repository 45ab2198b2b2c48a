import { useMemo } from "react";

import { useAsk } from "../../graph/ask";
import { Button } from "../../parts/Button";
import { Card, PageHead } from "../../parts/Card";
import { Failure } from "../../parts/Failure";
import { Choice } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { Skeleton } from "../../parts/Skeleton";
import { useFormat, useTexts } from "../../text/language";
import { CATEGORIES, FEW, MANY, useAsked } from "./asked";
import { Demand } from "./Demand";
import { type DemandPartsFragment, SkillsPageDocument, type SkillsPageQuery } from "./documents";
import { Mine } from "./Mine";
import { type Profile, useProfile } from "./profile";

function Opens({ demand: { opensOwnJobs, opensPostings } }: { demand: DemandPartsFragment }) {
  const { skills: texts } = useTexts();
  const format = useFormat();
  return (
    <>
      {opensOwnJobs > 0 && <p className="mt-1 text-sm text-good">{texts.opensJobs(format.count(opensOwnJobs))}</p>}
      {opensPostings > 0 && <p className="mt-1 text-sm text-good">{texts.opensMarket(format.count(opensPostings))}</p>}
    </>
  );
}

function Gap({ gap, profile }: { gap: readonly DemandPartsFragment[]; profile: Profile }) {
  const { skills: texts } = useTexts();
  return (
    <Card title={texts.gap}>
      <p className="mb-4 max-w-prose text-sm text-muted">{texts.gapText}</p>
      {gap.length === 0 ? (
        <p className="text-muted">{texts.noGap}</p>
      ) : (
        <Demand
          caption={texts.gap}
          demand={gap}
          under={(each) => (
            <>
              <Opens demand={each} />
              <Button
                look="bare"
                className="-ml-3"
                disabled={profile.isBusy}
                onClick={() => void profile.add(each.skill.name)}
              >
                {texts.haveIt}
                <span className="sr-only">: {each.skill.name}</span>
              </Button>
            </>
          )}
        />
      )}
    </Card>
  );
}

function Wanted({ demand }: { demand: readonly DemandPartsFragment[] }) {
  const { skills: texts } = useTexts();
  return (
    <Card title={texts.demand}>
      {demand.length === 0 ? (
        <p className="text-muted">{texts.noDemand}</p>
      ) : (
        <Demand
          caption={texts.demand}
          demand={demand}
          under={(each) => (each.inProfile ? <p className="mt-1 text-sm text-good">✓ {texts.youHave}</p> : null)}
        />
      )}
    </Card>
  );
}

function Answered({ data, isAll, showAll }: { data: SkillsPageQuery; isAll: boolean; showAll: () => void }) {
  const { skills: texts } = useTexts();
  const { demand, gap } = data.skills;
  const stored = useMemo(() => data.viewer.skills.map(({ name }) => name), [data.viewer.skills]);
  const profile = useProfile(stored);
  const offered = useMemo(() => demand.filter((each) => !each.inProfile).map(({ skill }) => skill.name), [demand]);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Mine profile={profile} offered={offered} />
      <Gap gap={gap} profile={profile} />
      <Wanted demand={demand} />
      {!isAll && (demand.length === FEW || gap.length === FEW) && (
        <Button look="bare" className="justify-self-start" onClick={showAll}>
          {texts.more}
        </Button>
      )}
    </div>
  );
}

/** What jobs ask for, what one can do, and what is missing. */
export function Skills() {
  const { shell, skills: texts } = useTexts();
  const [asked, change] = useAsked();
  const { data, failure, retry } = useAsk(SkillsPageDocument, asked, { signals: ["ledger"] });
  return (
    <>
      <PageHead title={shell.pages.skills} text={texts.text}>
        <Choice
          label={texts.kind}
          value={asked.category ?? ""}
          onChange={({ target }) => change({ category: CATEGORIES.find((each) => each === target.value) ?? null })}
        >
          <option value="">{texts.allKinds}</option>
          <Options of={CATEGORIES} words={texts.categories} />
        </Choice>
      </PageHead>
      {failure && <Failure failure={failure} retry={retry} />}
      {data !== undefined && (
        <Answered data={data} isAll={asked.first === MANY} showAll={() => change({ first: MANY })} />
      )}
      {data === undefined && failure === undefined && (
        <div className="grid gap-4">
          {[4, 30, 30].map((lines, place) => (
            <Card key={place}>
              <Skeleton lines={lines} />
            </Card>
          ))}
        </div>
      )}
    </>
  );
}
