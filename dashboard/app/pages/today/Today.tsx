import { PageHead } from "../../parts/Card";
import { useTexts } from "../../text/language";

export function Today() {
  const { pages } = useTexts().shell;
  return <PageHead title={pages.today} />;
}
