import type { SeriesPartsFragment } from "../graph/documents";
import { useFormat, useTexts } from "../text/language";
import { RateFigure } from "./RateFigure";

/** What a metric comes to in its range, and what it came to in the one compared with. Brief: where there is little room. */
export function SeriesFigure({ series, isBrief = false }: { series: SeriesPartsFragment; isBrief?: boolean }) {
  const { beside } = useTexts().shell;
  const format = useFormat();
  const { previous, changeRatio, rate } = series;
  const isEarly = rate !== null && rate.maturity !== null && rate.maturity < 1;
  return (
    <>
      <div data-metric={series.metric}>
        {rate ? (
          <RateFigure rate={rate} isLarge isBrief={isBrief && previous !== null} />
        ) : (
          <p className="text-3xl font-semibold tabular-nums">{format.value(series.total, series.unit)}</p>
        )}
      </div>
      {previous && (
        <p className={`text-sm text-muted tabular-nums ${isBrief ? "" : "mt-2"}`}>
          {/* A rate most of which may still be answered is lower than the one before for no other reason. */}
          {isEarly ? `${beside.early} · ` : changeRatio !== null && `${beside.change(format.change(changeRatio))} · `}
          {beside.before(format.value(previous.total, series.unit))}
          {previous.rate && ` (${previous.rate.numerator}/${previous.rate.denominator})`}
        </p>
      )}
    </>
  );
}
