import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { HeldEvent } from "./useHeld";

/** The event as it came, written so that it can be read; as it is when it is no JSON. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** An event that could not be taken, to be chosen. */
export function Held({
  event,
  isChosen,
  choose,
}: {
  event: HeldEvent;
  isChosen: boolean;
  choose: (isChosen: boolean) => void;
}) {
  const { performance: texts } = useTexts();
  const { timeZone } = useViewer();
  const format = useFormat();
  const name = event.name ?? texts.nameless;
  return (
    <li className="flex gap-3 py-3">
      <input
        type="checkbox"
        className="mt-1 size-4 shrink-0 accent-(--accent)"
        aria-label={texts.choose(name, format.moment(event.receivedAt, timeZone))}
        checked={isChosen}
        onChange={({ target }) => choose(target.checked)}
      />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap gap-x-3">
          <code className="font-mono font-medium break-all">{name}</code>
          <span className="text-sm text-muted">{texts.reasons[event.reason]}</span>
        </p>
        <p className="text-sm">{event.message}</p>
        <p className="text-sm text-muted">
          {texts.came(format.moment(event.receivedAt, timeZone))}
          {event.attempts > 0 && ` · ${texts.tried(format.count(event.attempts))}`}
        </p>
        <details>
          <summary className="cursor-pointer text-sm text-accent">{texts.asItCame}</summary>
          <pre className="mt-1 max-h-64 overflow-auto rounded-lg bg-raised p-3 text-xs" tabIndex={0}>
            {readable(event.event)}
          </pre>
        </details>
      </div>
    </li>
  );
}
