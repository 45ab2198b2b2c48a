import { useMemo } from "react";
import { Link } from "wouter";

import { useAsk } from "../../graph/ask";
import { Button } from "../../parts/Button";
import { Card, PageHead } from "../../parts/Card";
import { Empty } from "../../parts/Empty";
import { Failure } from "../../parts/Failure";
import { Skeleton } from "../../parts/Skeleton";
import { useTexts } from "../../text/language";
import { useView } from "../../view/useView";
import { ViewBar } from "../../view/ViewBar";
import { FILTERS } from "../../view/view";
import { Curve } from "./Curve";
import { FunnelPageDocument } from "./documents";
import { Parts } from "./Parts";
import { Steps } from "./Steps";
import { useSplit } from "./split";
import { Ways } from "./Ways";

const DAYS = Array.from({ length: 100 }, (_, day) => day);

function Waiting() {
  return (
    <div className="grid gap-4">
      {[22, 16, 16, 14].map((lines, place) => (
        <Card key={place}>
          <Skeleton lines={lines} />
        </Card>
      ))}
    </div>
  );
}

function Nothing() {
  const { funnel: texts, shell } = useTexts();
  const [view, change] = useView();
  const isNarrowed = view.range !== null || Object.keys(view.filter).length > 0;
  return isNarrowed ? (
    <Empty title={texts.narrow.title} text={texts.narrow.text}>
      <Button onClick={() => change({ range: null, filter: {} })}>{texts.narrow.all}</Button>
    </Empty>
  ) : (
    <Empty title={texts.nothing.title} text={texts.nothing.text}>
      <Link href="/import" className="font-medium text-accent underline underline-offset-4">
        {shell.pages.import}
      </Link>
    </Empty>
  );
}

/** How far applications got, which way they went, how long answers take, and where it goes better than elsewhere. */
export function Funnel() {
  const { shell, funnel: texts } = useTexts();
  const [view] = useView();
  const [split, changeSplit] = useSplit();
  const { range, filter } = view;
  const variables = useMemo(
    () => ({ range: range ?? { period: "ALL_TIME" as const }, filter, ...split, days: DAYS }),
    [range, filter, split],
  );
  const { data, failure, isFetching, retry } = useAsk(FunnelPageDocument, variables, { signals: ["ledger"] });
  return (
    <>
      <PageHead title={shell.pages.funnel} text={texts.text} />
      <ViewBar standard="ALL_TIME" filters={FILTERS} />
      {data === undefined ? (
        failure ? (
          <Failure failure={failure} retry={retry} />
        ) : (
          <Waiting />
        )
      ) : data.funnel.steps[0]?.entered === 0 ? (
        <Nothing />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4" aria-busy={isFetching}>
          {failure && <Failure failure={failure} retry={retry} />}
          <Steps steps={data.funnel.steps} />
          <Ways flow={data.flow} />
          <Curve curve={data.responseCurve} />
          <Parts breakdown={data.breakdown} split={split} change={changeSplit} />
        </div>
      )}
    </>
  );
}
