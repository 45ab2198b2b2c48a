const RADIUS = 26;
const AROUND = 2 * Math.PI * RADIUS;

/** How much of a target is reached, as a ring; the notch is where an even pace would be. Words beside it say the same. */
export function Ring({
  current,
  expected,
  target,
  isBehind,
}: {
  current: number;
  expected: number;
  target: number;
  isBehind: boolean;
}) {
  const filled = AROUND * Math.min(1, current / target);
  const pace = 360 * Math.min(1, expected / target);
  return (
    <svg viewBox="0 0 64 64" width="64" height="64" aria-hidden="true" className="shrink-0">
      <circle cx="32" cy="32" r={RADIUS} fill="none" strokeWidth="7" className="stroke-raised" />
      <circle
        cx="32"
        cy="32"
        r={RADIUS}
        fill="none"
        strokeWidth="7"
        strokeLinecap="round"
        strokeDasharray={`${filled} ${AROUND}`}
        transform="rotate(-90 32 32)"
        className={isBehind ? "stroke-bad" : "stroke-accent"}
      />
      <line x1="32" y1="1" x2="32" y2="11" strokeWidth="2" transform={`rotate(${pace} 32 32)`} className="stroke-ink" />
    </svg>
  );
}
