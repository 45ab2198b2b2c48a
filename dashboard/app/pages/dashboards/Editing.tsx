import { useState } from "react";

import { act } from "../../graph/act";
import { useAsk } from "../../graph/ask";
import { Button } from "../../parts/Button";
import { Choice, Field } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { Skeleton } from "../../parts/Skeleton";
import { Icon } from "../../shell/icons";
import { useTexts } from "../../text/language";
import { PERIODS } from "../../view/view";
import { Board } from "./Board";
import { type DashboardFieldsFragment, SaveDashboardDocument, TileNumbersDocument } from "./documents";
import { type Draft, type DraftTile, inputOf, newTile, rangeInput } from "./draft";
import { settled } from "./layout";
import { Numbers } from "./Numbers";
import { TileForm } from "./TileForm";

interface Props {
  /** The dashboard as it was when the change began; null for a new one. */
  saved: DashboardFieldsFragment | null;
  onDone: (id: string | null) => void;
}

/** A dashboard while it is being changed: nothing is kept before it is saved, and then all of it. */
export function Editing({ saved, onDone }: Props) {
  const { dashboards: texts, shell, words } = useTexts();
  const [draft, setDraft] = useState<Draft>({
    name: saved?.name ?? texts.newName,
    range: saved?.range ?? { period: "LAST_30_DAYS", between: null },
    tiles: saved ? [...saved.tiles] : [],
  });
  // `saved` is live: what another window saves meanwhile must not count as seen here.
  const [begun] = useState(saved?.updatedAt ?? null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [fault, setFault] = useState<{ message: string; code: string }>();
  const tile = draft.tiles.find((each) => each.id === chosen);
  const setTiles = (tiles: DraftTile[]): void => setDraft({ ...draft, tiles });

  async function save(): Promise<void> {
    const { data, failure } = await act(SaveDashboardDocument, { id: saved?.id ?? null, input: inputOf(draft, begun) });
    const error = data?.saveDashboard.errors[0];
    setFault(error ?? (failure ? { message: shell.failure.broken, code: "" } : undefined));
    if (data?.saveDashboard.dashboard) onDone(data.saveDashboard.dashboard.id);
  }

  function add(): void {
    const made = newTile(draft.tiles);
    setTiles([...draft.tiles, made]);
    setChosen(made.id);
  }

  return (
    <section aria-label={texts.edit} className="grid gap-4">
      <div className="grid gap-3 rounded-card border border-line bg-surface p-4 sm:flex sm:flex-wrap sm:items-end">
        <Field
          label={texts.name}
          maxLength={120}
          value={draft.name}
          onChange={({ target }) => setDraft({ ...draft, name: target.value })}
        />
        <Choice
          label={texts.range}
          value={draft.range.period ?? ""}
          onChange={({ target }) =>
            setDraft({
              ...draft,
              range: { period: PERIODS.find((each) => each === target.value) ?? null, between: null },
            })
          }
        >
          {draft.range.period === null && <option value="">{shell.view.own}</option>}
          <Options of={PERIODS} words={words.period} />
        </Choice>
        <Button onClick={add}>{texts.add}</Button>
        <Button look="main" onClick={() => void save()}>
          {shell.save}
        </Button>
        <Button onClick={() => onDone(saved?.id ?? null)}>{shell.cancel}</Button>
      </div>
      {fault && (
        <div role="alert" className="flex flex-wrap items-center gap-3 text-bad">
          {fault.code === "CONFLICT" ? texts.conflict : fault.message}
          {fault.code === "CONFLICT" && <Button onClick={() => onDone(saved?.id ?? null)}>{texts.reload}</Button>}
        </div>
      )}
      <Board
        tiles={draft.tiles}
        numbersOf={(each) => <Draughted tile={each} range={draft.range} />}
        noteOf={() => ""}
        onPlaces={setTiles}
        tools={(each, title) => (
          <>
            <Button className="min-h-7 p-1!" aria-label={texts.tile.change(title)} onClick={() => setChosen(each.id)}>
              <Icon name="settings" width="16" height="16" />
            </Button>
            <Button
              className="min-h-7 p-1!"
              aria-label={texts.tile.remove(title)}
              onClick={() => setTiles(settled(draft.tiles.filter((other) => other.id !== each.id)))}
            >
              <Icon name="close" width="16" height="16" />
            </Button>
          </>
        )}
      />
      {tile && (
        <TileForm
          tile={tile}
          onChange={(changed) => setTiles(draft.tiles.map((each) => (each.id === changed.id ? changed : each)))}
          onClose={() => setChosen(null)}
        />
      )}
    </section>
  );
}

/** The numbers of a tile as it would be. */
function Draughted({ tile, range }: { tile: DraftTile; range: Draft["range"] }) {
  const { data, failure } = useAsk(TileNumbersDocument, {
    metric: tile.metric,
    by: tile.dimension === null ? [] : [tile.dimension],
    isSplit: tile.dimension !== null,
    range: rangeInput(range),
    interval: tile.interval,
    compare: tile.compare,
  });
  if (failure) return <p className="text-sm text-bad">{failure.graphQLErrors[0]?.message}</p>;
  if (data === undefined) return <Skeleton lines={2} />;
  return (
    <Numbers
      tile={{
        chart: tile.chart,
        height: tile.height,
        series: data.metrics?.[0] ?? null,
        breakdown: data.breakdown ?? null,
      }}
    />
  );
}
