import { Card } from "../../parts/Card";
import { CopyText } from "../../parts/CopyText";
import { useViewer } from "../../shell/viewer";
import { useFormat, useTexts } from "../../text/language";
import type { Loaded } from "./file";

/** A file that the server would not take in one request, and the ways in that there are. */
export function TooLarge({ file }: { file: Loaded }) {
  const texts = useTexts().importing.tooLarge;
  const format = useFormat();
  const { email } = useViewer();
  return (
    <Card title={texts.title}>
      <div className="grid gap-3 text-sm" role="alert">
        <p>{texts.text(file.name, format.bytes(file.size), format.bytes(file.most))}</p>
        <p>{texts.parts}</p>
        <p>{texts.command}</p>
        <CopyText text={`python -m server import "${file.name}" --user ${email ?? "you@example.com"}`} />
      </div>
    </Card>
  );
}
