import { Card } from "../../parts/Card";
import { WithTable } from "../../parts/Chart";
import { RateFigure } from "../../parts/RateFigure";
import { ShareBar } from "../../parts/ShareBar";
import { Table } from "../../parts/Table";
import { useFormat, useTexts } from "../../text/language";
import type { FunnelPageQuery } from "./documents";

type Step = FunnelPageQuery["funnel"]["steps"][number];

function OneStep({ step, isFirst }: { step: Step; isFirst: boolean }) {
  const { funnel: texts, words } = useTexts();
  const format = useFormat();
  const { conversion, stepConversion, medianDays } = step;
  return (
    <li className="grid gap-x-6 gap-y-2 py-4 first:pt-0 last:pb-0 sm:grid-cols-2 lg:grid-cols-[11rem_minmax(0,1fr)_13rem_13rem]">
      <div>
        <p className="font-medium">{words.funnelStage[step.stage]}</p>
        <p className="text-2xl font-semibold tabular-nums">{format.count(step.entered)}</p>
      </div>
      <div className="self-center">
        <ShareBar
          share={conversion.value ?? 0}
          low={isFirst ? null : conversion.low}
          high={isFirst ? null : conversion.high}
          isFaint={conversion.smallSample}
        />
        {medianDays !== null && <p className="mt-1 text-sm text-muted">{texts.median(format.days(medianDays))}</p>}
      </div>
      {!isFirst && (
        <>
          <div>
            <p className="text-sm text-muted">{texts.ofAll}</p>
            <RateFigure rate={conversion} isBrief />
          </div>
          {stepConversion.denominator !== conversion.denominator && (
            <div>
              <p className="text-sm text-muted">{texts.ofBefore}</p>
              <RateFigure rate={stepConversion} isBrief />
            </div>
          )}
        </>
      )}
    </li>
  );
}

function StepTable({ steps }: { steps: readonly Step[] }) {
  const { funnel: texts, words, shell } = useTexts();
  const format = useFormat();
  return (
    <Table
      caption={texts.steps}
      rows={steps}
      keyOf={(step) => step.stage}
      columns={[
        { title: texts.step, cell: (step) => words.funnelStage[step.stage] },
        { title: texts.reached, isNumber: true, cell: (step) => format.count(step.entered) },
        {
          title: texts.ofAll,
          cell: (step) => (
            <div className="min-w-40">
              <RateFigure rate={step.conversion} isBrief />
            </div>
          ),
        },
        {
          title: texts.ofBefore,
          cell: (step) => (
            <div className="min-w-40">
              <RateFigure rate={step.stepConversion} isBrief />
            </div>
          ),
        },
        {
          title: texts.medianDays,
          isNumber: true,
          cell: (step) => (step.medianDays === null ? shell.none : format.days(step.medianDays)),
        },
      ]}
    />
  );
}

/** The steps, each with how many ever got there. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  const { funnel: texts, shell } = useTexts();
  const format = useFormat();
  const maturity = steps[0]?.conversion.maturity ?? null;
  return (
    <Card
      title={texts.steps}
      aside={
        maturity !== null &&
        maturity < 1 && <p className="text-sm text-muted">{shell.maturing(format.share(maturity))}</p>
      }
    >
      <WithTable table={<StepTable steps={steps} />}>
        <ol className="divide-y divide-line/60">
          {steps.map((step, place) => (
            <OneStep key={step.stage} step={step} isFirst={place === 0} />
          ))}
        </ol>
      </WithTable>
    </Card>
  );
}
