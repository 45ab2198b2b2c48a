import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { Choice, Field } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { useTexts } from "../../text/language";
import { COMPARISONS, INTERVALS } from "../../view/view";
import type { DraftTile } from "./draft";

const OVER_TIME = ["NUMBER", "LINE", "AREA", "BAR", "TABLE"] as const;
const SPLIT = ["BAR", "DONUT", "TABLE"] as const;

/** What a tile shows and how; only what goes together can be chosen. */
export function TileForm({
  tile,
  onChange,
  onClose,
}: {
  tile: DraftTile;
  onChange: (tile: DraftTile) => void;
  onClose: () => void;
}) {
  const { dashboards, words, shell } = useTexts();
  const texts = dashboards.tile;
  const charts: readonly DraftTile["chart"][] = tile.dimension === null ? OVER_TIME : SPLIT;

  function split(dimension: DraftTile["dimension"]): void {
    const possible: readonly string[] = dimension === null ? OVER_TIME : SPLIT;
    onChange({ ...tile, dimension, chart: possible.includes(tile.chart) ? tile.chart : "BAR" });
  }

  return (
    <Dialog title={texts.settings} onClose={onClose}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
        }}
      >
        <Field
          label={texts.title}
          hint={texts.titleHint}
          maxLength={120}
          value={tile.title ?? ""}
          onChange={({ target }) => onChange({ ...tile, title: target.value })}
        />
        <Choice
          label={texts.metric}
          value={tile.metric}
          onChange={({ target }) => onChange({ ...tile, metric: target.value as DraftTile["metric"] })}
        >
          <Options words={words.metric} />
        </Choice>
        <Choice
          label={texts.split}
          value={tile.dimension ?? ""}
          onChange={({ target }) => split(target.value === "" ? null : (target.value as DraftTile["dimension"]))}
        >
          <option value="">{texts.overTime}</option>
          <Options words={words.dimension} />
        </Choice>
        <Choice
          label={texts.chart}
          value={tile.chart}
          onChange={({ target }) => onChange({ ...tile, chart: target.value as DraftTile["chart"] })}
        >
          <Options of={charts} words={texts.charts} />
        </Choice>
        {tile.dimension === null && (
          <>
            <Choice
              label={texts.interval}
              value={tile.interval ?? ""}
              onChange={({ target }) =>
                onChange({ ...tile, interval: INTERVALS.find((each) => each === target.value) ?? null })
              }
            >
              <option value="">{shell.view.automatic}</option>
              <Options of={INTERVALS} words={words.interval} />
            </Choice>
            <Choice
              label={texts.compare}
              value={tile.compare ?? ""}
              onChange={({ target }) =>
                onChange({ ...tile, compare: COMPARISONS.find((each) => each === target.value) ?? null })
              }
            >
              <option value="">{shell.view.noComparison}</option>
              <Options of={COMPARISONS} words={words.comparison} />
            </Choice>
          </>
        )}
        <Button look="main" type="submit">
          {texts.done}
        </Button>
      </form>
    </Dialog>
  );
}
