import { Dialog } from "../../parts/Dialog";
import { useTexts } from "../../text/language";

/** Every key of the page. */
export function Help({ onClose }: { onClose: () => void }) {
  const { keys } = useTexts().applications;
  return (
    <Dialog title={keys.title} onClose={onClose}>
      <p className="mb-3 text-sm text-muted">{keys.text}</p>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2 text-sm">
        {keys.list.map(([names, what]) => (
          <div key={what} className="contents">
            <dt className="flex flex-wrap gap-1">
              {names.map((name) => (
                <kbd
                  key={name}
                  className="rounded border border-line bg-raised px-1.5 py-0.5 font-sans text-xs font-medium"
                >
                  {name}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
