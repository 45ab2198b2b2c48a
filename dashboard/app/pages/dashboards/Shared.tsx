import { useAsk } from "../../graph/ask";
import { PageHead } from "../../parts/Card";
import { Failure } from "../../parts/Failure";
import { Skeleton } from "../../parts/Skeleton";
import { useFormat, useTexts } from "../../text/language";
import { Board, given } from "./Board";
import { SharedDashboardDocument } from "./documents";

/** What somebody else shows by a link: looking only, and no account needed. */
export function Shared() {
  const { dashboards: texts } = useTexts();
  const format = useFormat();
  const { data, failure, retry } = useAsk(SharedDashboardDocument, {});
  const shared = data?.sharedDashboard;
  return (
    <main className="mx-auto max-w-7xl p-4 md:p-8">
      {shared ? (
        <>
          <PageHead
            title={shared.name}
            text={
              shared.shareExpiresAt === null
                ? texts.shared.by
                : `${texts.shared.by}, ${texts.shared.until(format.moment(shared.shareExpiresAt))}`
            }
          />
          <Board tiles={shared.tiles} numbersOf={given} noteOf={(tile) => (tile.isNarrowed ? texts.narrowed : "")} />
        </>
      ) : failure ? (
        <Failure failure={failure} retry={retry} />
      ) : (
        <Skeleton lines={12} />
      )}
    </main>
  );
}
