import { type ReactNode, useEffect, useId, useRef } from "react";

import { Icon } from "../shell/icons";
import { useTexts } from "../text/language";

const PLACES = {
  middle: "m-auto max-h-[calc(100dvh-2rem)] w-[min(36rem,calc(100vw-2rem))] rounded-card",
  side: "mt-0 mr-0 mb-0 ml-auto h-dvh max-h-dvh w-full max-w-full sm:w-[30rem] sm:border-l",
};

/** What asks for attention before the rest of the page: Escape, the cross, or a click beside it closes it. What has `data-first` gets the focus. */
export function Dialog({
  title,
  onClose,
  place = "middle",
  children,
}: {
  title: string;
  onClose: () => void;
  place?: keyof typeof PLACES;
  children: ReactNode;
}) {
  const texts = useTexts().shell;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    // Whoever had the focus gets it back, also when React takes the dialog away without closing it.
    const before = document.activeElement;
    shown?.showModal();
    shown?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
      className={`overflow-y-auto border border-line bg-surface p-0 text-ink shadow-xl backdrop:bg-black/50 ${PLACES[place]}`}
    >
      <div className="p-4 md:p-6">
        <div className="mb-4 flex items-start justify-between gap-4">
          <h2 id={id} className="text-lg font-semibold text-balance">
            {title}
          </h2>
          <button
            type="button"
            className="-m-1 rounded-lg p-1 hover:bg-raised"
            aria-label={texts.close}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
