import type { ReactNode } from "react";

import { Card } from "../../parts/Card";
import { useTexts } from "../../text/language";

/** A part of how the system fares; the others stay readable when one cannot be told. */
export function Part<Value>({
  title,
  value,
  aside,
  children,
}: {
  title: string;
  value: Value | null;
  aside?: (value: Value) => ReactNode;
  children: (value: Value) => ReactNode;
}) {
  const { performance: texts } = useTexts();
  return (
    <Card title={title} aside={value !== null && aside?.(value)}>
      {value === null ? <p className="text-muted">{texts.untold}</p> : children(value)}
    </Card>
  );
}

/** A list that is long and seldom needed. */
export function Folded({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="mt-4">
      <summary className="cursor-pointer text-sm font-medium text-accent">{title}</summary>
      <div className="mt-2 max-h-[28rem] overflow-y-auto">{children}</div>
    </details>
  );
}
