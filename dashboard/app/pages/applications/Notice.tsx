import { Button } from "../../parts/Button";
import { useTexts } from "../../text/language";
import type { Mover } from "./useMover";

/** What became of the last move: heard when it was done, and also seen when it was refused. */
export function Notice({ said, onClose }: { said: Mover["said"]; onClose: () => void }) {
  const { close } = useTexts().shell;
  return (
    <>
      <p role="status" className="sr-only">
        {said !== null && !said.isRefusal && said.text}
      </p>
      {said?.isRefusal && (
        <div
          role="alert"
          className="fixed inset-x-4 bottom-4 z-30 mx-auto flex max-w-xl items-start justify-between gap-4 rounded-card border border-bad bg-surface p-4 shadow-xl"
        >
          <div className="grid gap-1 text-sm">
            <p className="font-semibold">{said.text}</p>
            {said.reason !== null && <p className="text-muted">{said.reason}</p>}
          </div>
          <Button onClick={onClose}>{close}</Button>
        </div>
      )}
    </>
  );
}
