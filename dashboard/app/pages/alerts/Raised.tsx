import { useState } from "react";

import { useAsk } from "../../graph/ask";
import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { Empty } from "../../parts/Empty";
import { Failure } from "../../parts/Failure";
import { Choice } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { Skeleton } from "../../parts/Skeleton";
import { useTexts } from "../../text/language";
import { type AlertStatus, AlertsDocument } from "./documents";
import { OneAlert } from "./OneAlert";

const STATUSES = ["ACTIVE", "SNOOZED", "ACKNOWLEDGED"] as const;

/** The alerts, newest first; new ones come by themselves. */
export function Raised() {
  const { alerts: texts } = useTexts();
  const [status, setStatus] = useState<AlertStatus | null>("ACTIVE");
  const [pages, setPages] = useState<(string | null)[]>([null]);
  return (
    <Card
      title={texts.raised}
      aside={
        <Choice
          label={texts.filter}
          value={status ?? ""}
          onChange={({ target }) => {
            setStatus(STATUSES.find((each) => each === target.value) ?? null);
            setPages([null]);
          }}
        >
          <Options of={STATUSES} words={texts.statuses} />
          <option value="">{texts.all}</option>
        </Choice>
      }
    >
      <ul className="grid gap-3">
        {pages.map((after, place) => (
          <Page
            key={after ?? "first"}
            status={status}
            after={after}
            onMore={place === pages.length - 1 ? (cursor) => setPages([...pages, cursor]) : null}
          />
        ))}
      </ul>
    </Card>
  );
}

function Page({
  status,
  after,
  onMore,
}: {
  status: AlertStatus | null;
  after: string | null;
  onMore: ((cursor: string) => void) | null;
}) {
  const { alerts: texts } = useTexts();
  const { data, failure, retry } = useAsk(AlertsDocument, { status, after }, { signals: ["alerts"] });
  if (data === undefined)
    return <li>{failure ? <Failure failure={failure} retry={retry} /> : <Skeleton lines={4} />}</li>;
  const { nodes, pageInfo } = data.alerts;
  if (nodes.length === 0 && after === null) {
    return (
      <li>
        <Empty title={texts.none.title} text={texts.none.text} />
      </li>
    );
  }
  return (
    <>
      {nodes.map((alert) => (
        <OneAlert key={alert.id} alert={alert} onChange={retry} />
      ))}
      {onMore && pageInfo.hasNextPage && pageInfo.endCursor !== null && (
        <li>
          <Button onClick={() => onMore(pageInfo.endCursor ?? "")}>{texts.more}</Button>
        </li>
      )}
    </>
  );
}
