import { useTexts } from "../text/language";

const WIDTHS = ["w-2/3", "w-full", "w-5/6", "w-1/2"];

/** The place of what is still on its way, as high as that will be. */
export function Skeleton({ lines = 3, className = "" }: { lines?: number; className?: string }) {
  const { loading } = useTexts().shell;
  return (
    <div role="status" aria-label={loading} className={`grid animate-pulse content-start gap-3 ${className}`}>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className={`h-4 rounded bg-raised ${WIDTHS[line % WIDTHS.length]}`} />
      ))}
    </div>
  );
}
