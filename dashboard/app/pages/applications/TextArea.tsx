import { type TextareaHTMLAttributes, useId } from "react";

/** A field of several lines, with its label and what is wrong with it. */
export function TextArea({
  label,
  fault,
  ...rest
}: { label: string; fault?: string | undefined } & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={4}
        aria-invalid={fault !== undefined || undefined}
        aria-describedby={fault === undefined ? undefined : `${id}-fault`}
        className="w-full rounded-lg border border-line bg-surface px-3 py-2 text-sm aria-invalid:border-bad"
        {...rest}
      />
      {fault !== undefined && (
        <p id={`${id}-fault`} role="alert" className="text-sm text-bad">
          {fault}
        </p>
      )}
    </div>
  );
}
