import { useAsk } from "../../graph/ask";
import type { Metric, SeriesPartsFragment } from "../../graph/documents";
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
          ? asked.metrics.map((metric) => (
              <Card key={metric} className={heightOf(metric)}>
                <Skeleton lines={4} />
              </Card>
            ))
          : series.map((each) => <Figure key={each.metric} series={each} />)}
      </div>
    </section>
  );
}

/** As high as what will be said of it: of a rate, on how many it stands and how far it may be believed. */
const heightOf = (metric: Metric): string => (metric.endsWith("_RATE") ? "min-h-56" : "min-h-36");

function Figure({ series }: { series: SeriesPartsFragment }) {
  const { words } = useTexts();
  return (
    <Card title={words.metric[series.metric]} className={`relative ${heightOf(series.metric)}`}>
      <Spark points={series.points} className="absolute top-12 right-5" />
      <SeriesFigure series={series} />
    </Card>
  );
}
