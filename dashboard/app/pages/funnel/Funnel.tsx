import { PageHead } from "../../parts/Card";
import { useTexts } from "../../text/language";
import { ViewBar } from "../../view/ViewBar";
import { FILTERS } from "../../view/view";

export function Funnel() {
  const { shell } = useTexts();
  return (
    <>
      <PageHead title={shell.pages.funnel} />
      <ViewBar standard="ALL_TIME" filters={FILTERS} intervals={["DAY"]} hasComparison />
    </>
  );
}
