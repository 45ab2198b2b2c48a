import { useState } from "react";

import { useTexts } from "../text/language";
import { Button } from "./Button";

/** A text to be taken elsewhere, as it is. */
export function CopyText({ text, label }: { text: string; label?: string }) {
  const { copy, copied } = useTexts().shell;
  const [isCopied, setCopied] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <code
        aria-label={label}
        className="min-w-0 flex-1 basis-60 rounded-lg border border-line bg-raised px-3 py-2 text-sm break-all select-all"
      >
        {text}
      </code>
      <Button
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          );
        }}
      >
        {isCopied ? copied : copy}
      </Button>
      <span role="status" className="sr-only">
        {isCopied && copied}
      </span>
    </div>
  );
}
