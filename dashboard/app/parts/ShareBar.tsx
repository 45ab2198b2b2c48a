/** A value as a bar, with the interval in which it really lies as a thin line over it; the numbers stand beside it. */
export function ShareBar({
  share,
  low = null,
  high = null,
  whole = 1,
  isFaint = false,
}: {
  share: number;
  low?: number | null;
  high?: number | null;
  whole?: number;
  isFaint?: boolean;
}) {
  const place = (value: number): string => `${Math.min(100, (100 * value) / (whole || 1))}%`;
  return (
    <div aria-hidden="true" className={`relative h-4 rounded bg-raised ${isFaint ? "opacity-60" : ""}`}>
      <div className="absolute inset-y-0 left-0 rounded bg-accent/60" style={{ width: place(share) }} />
      {low !== null && high !== null && (
        <>
          <div
            className="absolute top-1/2 h-0.5 -translate-y-1/2 bg-ink"
            style={{ left: place(low), right: `calc(100% - ${place(high)})` }}
          />
          <div className="absolute inset-y-0.5 w-0.5 bg-ink" style={{ left: place(low) }} />
          <div className="absolute inset-y-0.5 w-0.5 -translate-x-full bg-ink" style={{ left: place(high) }} />
        </>
      )}
    </div>
  );
}
