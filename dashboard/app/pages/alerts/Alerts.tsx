import { PageHead } from "../../parts/Card";
import { useTexts } from "../../text/language";
import { Raised } from "./Raised";
import { Rules } from "./Rules";
import { TryRule } from "./TryRule";

/** What was raised, the rules behind it, and making one by trying it on the past. */
export function Alerts() {
  const { alerts: texts, shell } = useTexts();
  return (
    <>
      <PageHead title={shell.pages.alerts} text={texts.text} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Raised />
        <Rules />
        <div className="xl:col-span-2">
          <TryRule />
        </div>
      </div>
    </>
  );
}
