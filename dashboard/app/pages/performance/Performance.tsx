import { useEffect, useMemo, useRef } from "react";

import { useAsk } from "../../graph/ask";
import { Card, PageHead } from "../../parts/Card";
import { Failure } from "../../parts/Failure";
import { Skeleton } from "../../parts/Skeleton";
import { useTexts } from "../../text/language";
import { useView } from "../../view/useView";
import { ViewBar } from "../../view/ViewBar";
import { Cache } from "./Cache";
import { Database } from "./Database";
import { PerformancePageDocument } from "./documents";
import { Faults } from "./Faults";
import { Health } from "./Health";
import { Ingestion } from "./Ingestion";
import { Jobs } from "./Jobs";
import { Quarantine } from "./Quarantine";
import { Requests } from "./Requests";

const PAUSE = 30_000;

/** Nothing tells of every request, so it is asked again while somebody looks. */
function useAgain(retry: () => void): void {
  const again = useRef(retry);
  again.current = retry;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && again.current(), PAUSE);
    return () => clearInterval(timer);
  }, []);
}

/** How the system itself fares. */
export function Performance() {
  const { shell, performance: texts } = useTexts();
  const [{ range }] = useView();
  const variables = useMemo(() => ({ range: range ?? { period: "LAST_7_DAYS" as const } }), [range]);
  const { data, failure, retry } = useAsk(PerformancePageDocument, variables);
  useAgain(retry);
  const told = data?.performance;
  return (
    <>
      <PageHead title={shell.pages.performance} text={texts.text} />
      <ViewBar standard="LAST_7_DAYS" />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {failure && <Failure failure={failure} retry={retry} />}
        {told === undefined &&
          failure === undefined &&
          [3, 20, 6, 8].map((lines, place) => (
            <Card key={place}>
              <Skeleton lines={lines} />
            </Card>
          ))}
        {told !== undefined && (
          <>
            <Health health={told.health} />
            <Requests requests={told.requests} />
            <Faults faults={told.faults} />
            <Ingestion ingestion={told.ingestion} />
            <Quarantine />
            <Jobs jobs={told.jobs} />
            <Cache cache={told.cache} />
            <Database database={told.database} />
          </>
        )}
      </div>
    </>
  );
}
