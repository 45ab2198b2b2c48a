const [WIDTH, HEIGHT] = [96, 32];

/** The course of a series in a few pixels; the number beside it and the tables elsewhere say it in words. */
export function Spark({ points, className = "" }: { points: readonly { value: number | null }[]; className?: string }) {
  const known = points.flatMap(({ value }, place) => (value === null ? [] : [{ place, value }]));
  if (known.length < 2) return null;
  const highest = Math.max(...known.map(({ value }) => value));
  const x = (place: number): number => (place / (points.length - 1)) * WIDTH;
  const y = (value: number): number => HEIGHT - 2 - (highest === 0 ? 0 : value / highest) * (HEIGHT - 4);
  const line = known.map(({ place, value }) => `${x(place).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
      className={`overflow-visible ${className}`}
    >
      <polyline points={line} fill="none" strokeWidth="1.750" strokeLinejoin="round" className="stroke-accent" />
    </svg>
  );
}
