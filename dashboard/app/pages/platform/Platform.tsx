import { useMemo } from "react";

import { type Answer, useAsk, useLive } from "../../graph/ask";
import { useConnection } from "../../graph/connection";
import { Card, PageHead } from "../../parts/Card";
import { Failure } from "../../parts/Failure";
import { Skeleton } from "../../parts/Skeleton";
import { Stat, Stats } from "../../parts/Stat";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import { useView } from "../../view/useView";
import { ViewBar } from "../../view/ViewBar";
import type { Range } from "../../view/view";
import { Active } from "./Active";
import { PlatformLiveDocument, PlatformPageDocument, type PlatformPartsFragment } from "./documents";
import { Features } from "./Features";
import { Retention } from "./Retention";

/** The platform as it is now by subscription; by a query as long as there is no connection for one. */
function usePlatform(range: Range): Answer<PlatformPartsFragment> {
  const variables = useMemo(() => ({ range }), [range]);
  const { state } = useConnection();
  const live = useLive(PlatformLiveDocument, variables);
  const isLost = live.data === undefined && (state === "reconnecting" || state === "offline");
  const asked = useAsk(PlatformPageDocument, variables, { pause: !isLost });
  const answer = isLost ? asked : live;
  return { ...answer, data: live.data?.platformChanged.platform ?? asked.data?.platform };
}

function Totals({ platform }: { platform: PlatformPartsFragment }) {
  const { platform: texts } = useTexts();
  const { timeZone } = useViewer();
  const format = useFormat();
  const { totals, freshness } = platform;
  return (
    <Card
      title={texts.totals}
      aside={<p className="text-sm text-muted">{texts.asOf(format.moment(freshness.asOf, timeZone))}</p>}
    >
      {totals === null ? (
        <p className="text-muted">{texts.untold}</p>
      ) : (
        <Stats>
          <Stat label={texts.users} value={format.count(totals.users)} />
          <Stat label={texts.activeUsers} value={format.count(totals.activeUsers)} />
          <Stat label={texts.sessions} value={format.count(totals.sessions)} />
          <Stat label={texts.events} value={format.count(totals.events)} />
          <Stat label={texts.activeSessions} value={format.count(totals.activeSessions)} note={texts.now} />
        </Stats>
      )}
    </Card>
  );
}

const ALWAYS: Range = { period: "LAST_90_DAYS" };

/** The whole platform in numbers, without people. */
export function Platform() {
  const { shell, platform: texts } = useTexts();
  const [view] = useView();
  const { data, failure, retry } = usePlatform(view.range ?? ALWAYS);
  return (
    <>
      <PageHead title={shell.pages.platform} text={texts.text} />
      <ViewBar standard="LAST_90_DAYS" />
      {failure && <Failure failure={failure} retry={retry} />}
      {data === undefined ? (
        failure === undefined && (
          <div className="grid gap-4">
            {[4, 14, 18, 14].map((lines, place) => (
              <Card key={place}>
                <Skeleton lines={lines} />
              </Card>
            ))}
          </div>
        )
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Totals platform={data} />
          <Active active={data.activeUsers} />
          <Retention retention={data.retention} />
          <Features features={data.features} unknown={data.unknownEvents} />
        </div>
      )}
    </>
  );
}
