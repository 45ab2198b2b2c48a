import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from "react";

const BOX = "min-h-9 w-full rounded-lg border border-line bg-surface px-3 py-1.5 text-sm aria-invalid:border-bad";

interface Labelled {
  label: string;
  /** What the server (or the form) has against the value. */
  fault?: string | undefined;
  hint?: ReactNode;
}

function Around({ id, label, fault, hint, children }: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p id={`${id}-fault`} role="alert" className="text-sm text-bad">
          {fault}
        </p>
      )}
    </div>
  );
}

function described(id: string, { fault, hint }: Labelled) {
  const by = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`].filter(Boolean).join(" ");
  return { "aria-invalid": fault !== undefined || undefined, "aria-describedby": by === "" ? undefined : by };
}

/** An input with its label, a hint, and what is wrong with it. */
export function Field({
  label,
  fault,
  hint,
  className = "",
  ...rest
}: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Around id={id} label={label} fault={fault} hint={hint}>
      <input id={id} className={`${BOX} ${className}`} {...described(id, { label, fault, hint })} {...rest} />
    </Around>
  );
}

/** A choice of few, with its label. */
export function Choice({
  label,
  fault,
  hint,
  className = "",
  ...rest
}: Labelled & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <Around id={id} label={label} fault={fault} hint={hint}>
      <select id={id} className={`${BOX} ${className}`} {...described(id, { label, fault, hint })} {...rest} />
    </Around>
  );
}
