import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { PerformancePageQuery } from "./documents";
import { Part } from "./Part";

/** Whether the parts are well that we depend on. */
export function Health({ health }: { health: PerformancePageQuery["performance"]["health"] }) {
  const { performance: texts } = useTexts();
  const { timeZone } = useViewer();
  const format = useFormat();
  return (
    <Part title={texts.health} value={health}>
      {({ checks }) =>
        checks.length === 0 ? (
          <p className="text-muted">{texts.noChecks}</p>
        ) : (
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {checks.map((check) => (
              <li key={check.name} className="grid gap-0.5">
                <p className="flex items-center gap-2 font-medium">
                  <span
                    aria-hidden="true"
                    className={`size-2.5 rounded-full ${check.isHealthy ? "bg-good" : "bg-bad"}`}
                  />
                  {check.name}
                  <span className={`font-normal ${check.isHealthy ? "text-good" : "text-bad"}`}>
                    {check.isHealthy ? texts.well : texts.unwell}
                  </span>
                </p>
                <p className="text-sm text-muted">
                  {texts.looked(format.milliseconds(check.milliseconds), format.moment(check.checkedAt, timeZone))}
                </p>
                <p className="text-sm text-muted">
                  {texts.checked(format.count(check.healthy), format.count(check.unhealthy))}
                </p>
              </li>
            ))}
          </ul>
        )
      }
    </Part>
  );
}
