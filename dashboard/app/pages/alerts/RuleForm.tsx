import { Choice, Field } from "../../parts/Field";
import { Options } from "../../parts/Options";
import { useTexts } from "../../text/language";
import { DIMENSION_OF, type FilterName } from "../../view/dimensions";
import type { AlertCondition, AlertDelivery, Interval, Metric } from "./documents";
import type { Days, Draft } from "./draft";

const CONDITIONS = [
  "ABOVE",
  "BELOW",
  "CHANGE",
  "GOAL_BEHIND",
  "ANOMALY",
  "SILENCE",
] as const satisfies AlertCondition[];
const INTERVALS = ["DAY", "WEEK", "MONTH"] as const satisfies Interval[];
const FILTERS = [
  "sources",
  "companies",
  "industries",
  "locations",
  "roles",
  "resumeVersions",
] as const satisfies FilterName[];

interface Props {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  fault: { message: string; path: readonly string[] } | undefined;
}

/** The fields of a rule; what the server refuses is marked where it stands. */
export function RuleForm({ draft, change, fault }: Props) {
  const { alerts: texts, words } = useTexts();
  const faultOf = (name: string) => (fault?.path.includes(name) ? fault.message : undefined);
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <Field
        label={texts.name}
        required
        maxLength={100}
        value={draft.name}
        fault={faultOf("name")}
        onChange={({ target }) => change({ name: target.value })}
      />
      <Choice
        label={texts.metric}
        value={draft.metric}
        fault={faultOf("metric")}
        onChange={({ target }) => change({ metric: target.value as Metric })}
      >
        <Options words={words.metric} />
      </Choice>
      <Choice
        label={texts.condition}
        value={draft.condition}
        fault={faultOf("condition")}
        onChange={({ target }) => change({ condition: target.value as AlertCondition })}
      >
        <Options of={CONDITIONS} words={texts.conditions} />
      </Choice>
      <Field
        label={texts.limit}
        required
        type="number"
        step="any"
        value={draft.threshold}
        fault={faultOf("threshold")}
        onChange={({ target }) => change({ threshold: target.value })}
      />
      <Choice
        label={texts.interval}
        value={draft.interval}
        fault={faultOf("interval")}
        onChange={({ target }) => change({ interval: target.value as Interval })}
      >
        <Options of={INTERVALS} words={words.interval} />
      </Choice>
      <Choice
        label={texts.only}
        value={draft.by}
        fault={faultOf("filter")}
        onChange={({ target }) => change({ by: target.value as Draft["by"] })}
      >
        <option value="">{texts.everything}</option>
        {FILTERS.map((name) => (
          <option key={name} value={name}>
            {words.dimension[DIMENSION_OF[name]]}
          </option>
        ))}
      </Choice>
      {draft.by !== "" && (
        <Field label={texts.values} value={draft.values} onChange={({ target }) => change({ values: target.value })} />
      )}
      <Field
        label={texts.consecutive}
        type="number"
        min={1}
        max={10}
        value={draft.consecutive}
        fault={faultOf("consecutive")}
        onChange={({ target }) => change({ consecutive: target.value })}
      />
      <Field
        label={texts.cooldown}
        type="number"
        min={0}
        max={744}
        value={draft.cooldownHours}
        fault={faultOf("cooldownHours")}
        onChange={({ target }) => change({ cooldownHours: target.value })}
      />
      <Choice
        label={texts.delivery}
        value={draft.delivery}
        onChange={({ target }) => change({ delivery: target.value as AlertDelivery })}
      >
        <option value="INSTANT">{texts.deliveries.INSTANT}</option>
        <option value="DIGEST">{texts.deliveries.DIGEST}</option>
      </Choice>
      <Choice
        label={texts.quiet}
        value={draft.isQuietAtNight ? "night" : ""}
        onChange={({ target }) => change({ isQuietAtNight: target.value === "night" })}
      >
        <option value="">{texts.noQuiet}</option>
        <option value="night">{texts.night}</option>
      </Choice>
      <Choice
        label={texts.days}
        value={draft.days}
        onChange={({ target }) => change({ days: Number(target.value) as Days })}
      >
        <Options of={[30, 90, 365] as const} words={texts.lastDays} />
      </Choice>
      <label className="flex items-center gap-2 text-sm sm:col-span-2">
        <input
          type="checkbox"
          className="size-4"
          checked={draft.hasSmallSamples}
          onChange={({ target }) => change({ hasSmallSamples: target.checked })}
        />
        {texts.smallSamples}
      </label>
    </div>
  );
}
