import type { CombinedError } from "urql";

import { useTexts } from "../text/language";
import { Button } from "./Button";

/** What went wrong, in plain words, with the way to try again. */
export function Failure({ failure, retry }: { failure: CombinedError | undefined; retry?: () => void }) {
  const texts = useTexts().shell.failure;
  const extensions = failure?.graphQLErrors[0]?.extensions ?? {};
  const text = failure?.networkError
    ? texts.offline
    : extensions["code"] === "FORBIDDEN"
      ? texts.forbidden
      : texts.broken;
  return (
    <div role="alert" className="grid justify-items-start gap-2 rounded-card border border-bad/40 bg-surface p-5">
      <p className="font-semibold">{texts.title}</p>
      <p className="max-w-prose text-muted">{text}</p>
      {typeof extensions["requestId"] === "string" && (
        <p className="text-sm text-muted">{texts.reference(extensions["requestId"])}</p>
      )}
      {retry && <Button onClick={retry}>{texts.retry}</Button>}
    </div>
  );
}
