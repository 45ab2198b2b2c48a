import type { ReactNode } from "react";

/** Nothing there yet: why, and what to do first. */
export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-2 rounded-card border border-dashed border-line p-6">
      <p className="font-semibold">{title}</p>
      <p className="max-w-prose text-muted">{text}</p>
      {children}
    </div>
  );
}
