import type { RatePartsFragment } from "../graph/documents";
import { useFormat, useTexts } from "../text/language";

/** A rate as it may be believed: with its numbers and interval, and faded when they are few. Brief: its maturity stands elsewhere. */
export function RateFigure({
  rate,
  isLarge = false,
  isBrief = false,
}: {
  rate: RatePartsFragment;
  isLarge?: boolean;
  isBrief?: boolean;
}) {
  const texts = useTexts().shell;
  const format = useFormat();
  if (rate.value === null) return <p className="text-muted">{texts.none}</p>;
  return (
    <div>
      {/* Faded by its colour: half transparent, the small print could not be read. */}
      <p className={`tabular-nums ${isLarge ? "text-3xl" : ""} ${rate.smallSample ? "text-muted" : "font-semibold"}`}>
        {format.share(rate.value)}
      </p>
      <p className="text-sm text-muted tabular-nums">
        {texts.of(format.count(rate.numerator), format.count(rate.denominator))}
        {rate.low !== null && rate.high !== null && (
          <> · {texts.interval(format.share(rate.low), format.share(rate.high))}</>
        )}
      </p>
      {!isBrief && rate.maturity !== null && rate.maturity < 1 && (
        <p className="text-sm text-muted">{texts.maturing(format.share(rate.maturity))}</p>
      )}
      {rate.smallSample && <p className="text-sm text-warn">{texts.smallSample}</p>}
    </div>
  );
}
