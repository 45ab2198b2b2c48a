import { type ReactNode, useId } from "react";

/** A titled box. */
export function Card({
  title,
  aside,
  children,
  className = "",
}: {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={`min-w-0 rounded-card border border-line bg-surface p-4 md:p-5 ${className}`}
    >
      {(title !== undefined || aside !== undefined) && (
        <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          {title !== undefined && (
            <h2 id={id} className="text-base font-semibold">
              {title}
            </h2>
          )}
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

/** The head of a page: its name, a line about it, and what can be done. */
export function PageHead({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <div className="mb-5 flex flex-wrap items-end justify-between gap-3">
      <div>
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        {text !== undefined && <p className="mt-1 max-w-prose text-sm text-muted">{text}</p>}
      </div>
      {children}
    </div>
  );
}
