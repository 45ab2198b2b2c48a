import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";

import { Button } from "../parts/Button";
import { Choice } from "../parts/Field";
import { useTexts } from "../text/language";
import { DIMENSION_OF, type FilterName } from "./dimensions";
import { FilterValues } from "./FilterValues";
import type { Filter, Range } from "./view";

/** A button that opens what can be narrowed; Escape or a click elsewhere closes it again. */
export function AddFilter({
  names,
  range,
  filter,
  onChange,
}: {
  names: readonly FilterName[];
  range: Range;
  filter: Filter;
  onChange: (filter: Filter) => void;
}) {
  const { shell, words } = useTexts();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState<FilterName | undefined>(names[0]);

  useEffect(() => {
    if (!isOpen) return;
    place.current?.querySelector("select")?.focus();
    const closeOutside = ({ target }: PointerEvent): void => {
      if (target instanceof Node && !place.current?.contains(target)) setOpen(false);
    };
    document.addEventListener("pointerdown", closeOutside);
    return () => document.removeEventListener("pointerdown", closeOutside);
  }, [isOpen]);

  function close(): void {
    setOpen(false);
    opener.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape" && isOpen) close();
  }

  return (
    <div ref={place} className="sm:relative" onKeyDown={onKeyDown}>
      <Button ref={opener} aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        <span aria-hidden="true">+</span> {shell.view.add}
      </Button>
      <div
        id={id}
        role="group"
        aria-label={shell.view.add}
        hidden={!isOpen}
        className="absolute inset-x-0 z-10 mt-2 grid gap-3 rounded-card border border-line bg-surface p-4 shadow-lg [&[hidden]]:hidden sm:right-auto sm:w-80"
      >
        {isOpen && name !== undefined && (
          <>
            <Choice
              label={shell.view.by}
              value={name}
              onChange={(event) => setName(names.find((each) => each === event.target.value))}
            >
              {names.map((each) => (
                <option key={each} value={each}>
                  {words.dimension[DIMENSION_OF[each]]}
                </option>
              ))}
            </Choice>
            <FilterValues key={name} name={name} range={range} filter={filter} onChange={onChange} />
            <Button className="justify-self-end" onClick={close}>
              {shell.close}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
