import { useState } from "react";
import { Route, Switch, useLocation } from "wouter";

import { act } from "../../graph/act";
import { useAsk, useLive } from "../../graph/ask";
import { Button } from "../../parts/Button";
import { PageHead } from "../../parts/Card";
import { Empty } from "../../parts/Empty";
import { Failure } from "../../parts/Failure";
import { Choice } from "../../parts/Field";
import { Skeleton } from "../../parts/Skeleton";
import { useTexts } from "../../text/language";
import { useView } from "../../view/useView";
import { Board, given } from "./Board";
import {
  DashboardLiveDocument,
  DashboardNamesDocument,
  RemoveDashboardDocument,
  type TileFieldsFragment,
} from "./documents";
import { Editing } from "./Editing";
import { Share } from "./Share";

/** One's own dashboards: one at a time, live, and changed in place. */
export function Dashboards() {
  return (
    <Switch>
      <Route path="/dashboards/new">
        <New />
      </Route>
      <Route path="/dashboards/:id">{({ id }) => <One key={id} id={decodeURIComponent(id)} />}</Route>
      <Route>
        <One id={null} />
      </Route>
    </Switch>
  );
}

const addressOf = (id: string | null): string =>
  id === null ? "/dashboards" : `/dashboards/${encodeURIComponent(id)}`;

function New() {
  const { dashboards: texts } = useTexts();
  const [, go] = useLocation();
  return (
    <>
      <PageHead title={texts.make} />
      <Editing saved={null} onDone={(id) => go(addressOf(id))} />
    </>
  );
}

function One({ id }: { id: string | null }) {
  const { dashboards: texts, shell, words } = useTexts();
  const [, go] = useLocation();
  const [view] = useView();
  const names = useAsk(DashboardNamesDocument, {});
  const { data, failure, retry } = useLive(DashboardLiveDocument, { id, range: view.range });
  const [isChanging, setChanging] = useState(false);
  const [isSharing, setSharing] = useState(false);
  const dashboard = data?.dashboardChanged.dashboard;

  if (dashboard === undefined) {
    const isGone = failure?.graphQLErrors.some(({ extensions }) => extensions["code"] === "NOT_FOUND");
    if (isGone) return <Empty title={texts.gone.title} text={texts.gone.text} />;
    return failure ? <Failure failure={failure} retry={retry} /> : <Skeleton lines={12} />;
  }
  const noteOf = ({ filter }: TileFieldsFragment): string =>
    filter.length === 0
      ? ""
      : texts.only(filter.map(({ by, values }) => `${words.dimension[by]}: ${values.join(", ")}`).join("; "));

  async function remove(): Promise<void> {
    if (dashboard === undefined || !window.confirm(texts.confirmRemove(dashboard.name))) return;
    await act(RemoveDashboardDocument, { id: dashboard.id });
    names.retry();
    go("/dashboards");
  }

  return (
    <>
      <PageHead title={dashboard.name} text={texts.text}>
        <div className="flex flex-wrap items-end gap-2 print:hidden">
          <Choice
            label={texts.which}
            value={dashboard.id}
            onChange={({ target }) => go(target.value === "" ? "/dashboards/new" : addressOf(target.value))}
          >
            {!names.data?.dashboards.some((each) => each.id === dashboard.id) && (
              <option value={dashboard.id}>{dashboard.name}</option>
            )}
            {names.data?.dashboards.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
            <option value="">{texts.make}</option>
          </Choice>
          {!isChanging && <Button onClick={() => setChanging(true)}>{texts.edit}</Button>}
          <Button onClick={() => setSharing(true)}>{texts.share.open}</Button>
          {dashboard.updatedAt !== null && (
            <Button look="danger" onClick={() => void remove()} aria-label={texts.remove}>
              {shell.remove}
            </Button>
          )}
        </div>
      </PageHead>
      {isChanging ? (
        <Editing
          saved={dashboard}
          onDone={() => {
            setChanging(false);
            names.retry();
            retry();
          }}
        />
      ) : dashboard.tiles.length === 0 ? (
        <Empty title={texts.empty.title} text={texts.empty.text} />
      ) : (
        <Board tiles={dashboard.tiles} numbersOf={given} noteOf={noteOf} />
      )}
      {isSharing && <Share dashboard={dashboard} onClose={() => setSharing(false)} onChange={retry} />}
    </>
  );
}
