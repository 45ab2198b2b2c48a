import { useState } from "react";

import { useAct } from "../../graph/act";
import { useAsk } from "../../graph/ask";
import { Button } from "../../parts/Button";
import { Card } from "../../parts/Card";
import { Failure } from "../../parts/Failure";
import { Skeleton } from "../../parts/Skeleton";
import { useFormat, useTexts } from "../../text/language";
import {
  AlertRulesDocument,
  RemoveAlertRuleDocument,
  type RuleFieldsFragment,
  UpdateAlertRuleDocument,
} from "./documents";

/** The rules: those of everybody and one's own, each to be switched off or taken away. */
export function Rules() {
  const { alerts: texts } = useTexts();
  const { data, failure, retry } = useAsk(AlertRulesDocument, {});
  return (
    <Card title={texts.rules}>
      {data === undefined ? (
        failure ? (
          <Failure failure={failure} retry={retry} />
        ) : (
          <Skeleton lines={6} />
        )
      ) : (
        <ul className="grid gap-2">
          {data.alertRules.map((rule) => (
            <OneRule key={rule.id} rule={rule} onChange={retry} />
          ))}
        </ul>
      )}
    </Card>
  );
}

const isRatio = ({ metric, condition }: RuleFieldsFragment): boolean =>
  (condition === "ABOVE" || condition === "BELOW") && metric !== null && metric.endsWith("_RATE");

function OneRule({ rule, onChange }: { rule: RuleFieldsFragment; onChange: () => void }) {
  const { alerts: texts, words, shell } = useTexts();
  const format = useFormat();
  const [fault, setFault] = useState<string>();
  const [isChanging, update] = useAct(UpdateAlertRuleDocument);
  const [isRemoving, remove] = useAct(RemoveAlertRuleDocument);

  async function turn(): Promise<void> {
    const { data } = await update({ id: rule.id, input: { isEnabled: !rule.isEnabled } });
    setFault(data?.updateAlertRule.errors[0]?.message);
    onChange();
  }

  async function takeAway(): Promise<void> {
    const { data } = await remove({ id: rule.id });
    setFault(data?.removeAlertRule.errors[0]?.message);
    onChange();
  }

  // Shares are written as percent; the others are counts of something.
  const limit =
    rule.condition === "CHANGE" || rule.condition === "MARKET" || isRatio(rule)
      ? format.share(rule.threshold)
      : format.count(rule.threshold);
  const what = [
    texts.rule[rule.condition](rule.metric === null ? "" : words.metric[rule.metric], limit),
    ...rule.filter.map(({ by, values }) => `${words.dimension[by]}: ${values.join(", ")}`),
    rule.quietHours && `${texts.quiet} ${rule.quietHours.fromHour}–${rule.quietHours.untilHour}`,
  ];
  return (
    <li
      className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line p-3"
      data-rule={rule.name}
    >
      <div className="min-w-0 flex-1 basis-52">
        <h3 className={`font-medium ${rule.isEnabled ? "" : "text-muted"}`}>{rule.name}</h3>
        <p className="text-sm text-muted">{what.filter(Boolean).join(" · ")}</p>
        <p className="text-sm text-muted">
          {[
            rule.isEnabled ? texts.isOn : texts.isOff,
            rule.isDefault && texts.ofEverybody,
            texts.deliveries[rule.delivery],
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        {fault !== undefined && (
          <p role="alert" className="text-sm text-bad">
            {fault}
          </p>
        )}
      </div>
      <div className="flex gap-2">
        <Button
          disabled={isChanging}
          onClick={() => void turn()}
          aria-label={`${rule.isEnabled ? texts.switchOff : texts.switchOn}: ${rule.name}`}
        >
          {rule.isEnabled ? texts.switchOff : texts.switchOn}
        </Button>
        {!rule.isDefault && (
          <Button
            look="danger"
            disabled={isRemoving}
            onClick={() => void takeAway()}
            aria-label={`${shell.remove}: ${rule.name}`}
          >
            {shell.remove}
          </Button>
        )}
      </div>
    </li>
  );
}
