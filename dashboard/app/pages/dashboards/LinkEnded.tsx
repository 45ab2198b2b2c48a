import { Empty } from "../../parts/Empty";
import { useTexts } from "../../text/language";

/** Where a link leads that has ended, was taken back, or never was: they cannot be told apart. */
export function LinkEnded() {
  const { gone } = useTexts().dashboards.shared;
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center p-6">
      <Empty title={gone.title} text={gone.text} />
    </main>
  );
}
