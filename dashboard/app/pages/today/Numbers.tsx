import { useAsk } from "../../graph/ask";
import type { SeriesPartsFragment } from "../../graph/documents";
import { useLiveMetrics } from "../../graph/metrics";
import { Card } from "../../parts/Card";
import { Failure } from "../../parts/Failure";
import { SeriesFigure } from "../../parts/SeriesFigure";
import { Skeleton } from "../../parts/Skeleton";
import { Spark } from "../../parts/Spark";
import { useTexts } from "../../text/language";
import { useView } from "../../view/useView";
import { ViewBar } from "../../view/ViewBar";
import { numbersOf } from "./asked";
import { FirstNumbersDocument } from "./documents";

/** The metrics of the search, each beside the period before; they move while one looks. */
export function Numbers() {
  const { today: texts } = useTexts();
  const [view] = useView();
  const asked = numbersOf(view);
  const live = useLiveMetrics(asked);
  // To be told of changes takes several round trips; the first answer comes in one, and was asked for before the page came.
  const first = useAsk(FirstNumbersDocument, asked, { pause: live.data !== undefined });
  const series = live.data ?? first.data?.metrics;
  const { failure, retry } = live;
  return (
    <section aria-label={texts.numbers} className="grid gap-3">
      <ViewBar standard="LAST_30_DAYS" />
      {failure && series === undefined && <Failure failure={failure} retry={retry} />}
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {series === undefined
          ? Array.from({ length: 6 }, (_, place) => (
              <Card key={place} className="min-h-56">
                <Skeleton lines={4} />
              </Card>
            ))
          : series.map((each) => <Figure key={each.metric} series={each} />)}
      </div>
    </section>
  );
}

function Figure({ series }: { series: SeriesPartsFragment }) {
  const { words } = useTexts();
  return (
    <Card title={words.metric[series.metric]} className="relative min-h-56">
      <Spark points={series.points} className="absolute top-12 right-5" />
      <SeriesFigure series={series} />
    </Card>
  );
}
