import type { ComponentProps } from "react";

const LOOKS = {
  plain: "border border-line bg-surface hover:border-accent",
  main: "border border-accent bg-accent text-on-accent hover:opacity-90",
  danger: "border border-bad/50 bg-surface text-bad hover:border-bad",
  bare: "text-accent underline-offset-4 hover:underline",
};

export function Button({
  look = "plain",
  className = "",
  ...rest
}: { look?: keyof typeof LOOKS } & ComponentProps<"button">) {
  return (
    <button
      type="button"
      className={`inline-flex min-h-9 items-center gap-2 rounded-lg px-3 py-1.5 text-sm font-medium disabled:opacity-50 ${LOOKS[look]} ${className}`}
      {...rest}
    />
  );
}
