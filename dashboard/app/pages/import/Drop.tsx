import { type DragEvent, useEffect, useId, useState } from "react";

import { configuration } from "../../session/configuration";
import { Icon } from "../../shell/icons";
import { useFormat, useTexts } from "../../text/language";
import { KINDS, type Room, roomIn } from "./file";

/** How large files may be; null until the server has told. */
function useRoom(): Room | null {
  const [room, setRoom] = useState<Room | null>(null);
  useEffect(
    () =>
      void configuration().then(
        ({ mostBytes }) => setRoom(roomIn(mostBytes)),
        () => undefined,
      ),
    [],
  );
  return room;
}

/** Where a file is dropped or chosen. */
export function Drop({
  fileName,
  isBusy,
  onFile,
}: {
  fileName: string | null;
  isBusy: boolean;
  onFile: (file: File) => void;
}) {
  const texts = useTexts().importing;
  const format = useFormat();
  const id = useId();
  const room = useRoom();
  const [isOver, setOver] = useState(false);

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined && !isBusy) onFile(file);
  }

  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={`relative grid justify-items-center gap-2 rounded-card border-2 border-dashed p-8 text-center has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${isOver ? "border-accent bg-tint" : "border-line bg-surface"}`}
    >
      <Icon name="import" width="32" height="32" className="text-accent" />
      <label htmlFor={id} className="font-medium">
        {fileName === null ? texts.drop : texts.dropAnother}
      </label>
      <p id={`${id}-kinds`} className="max-w-prose text-sm text-muted">
        {room === null ? "\u00a0" : texts.kinds(format.bytes(room.text), format.bytes(room.other))}
      </p>
      {/* It lies over the whole box, so that a click anywhere chooses a file. */}
      <input
        id={id}
        type="file"
        accept={KINDS}
        disabled={isBusy}
        aria-describedby={`${id}-kinds`}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) onFile(file);
          event.target.value = ""; // the same file again is a choice, too
        }}
        className="absolute inset-0 size-full cursor-pointer opacity-0 disabled:cursor-default"
      />
    </div>
  );
}
