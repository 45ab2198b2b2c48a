import { useState } from "react";

import { Card } from "../../parts/Card";
import { chooseCounted, isCounted, isSilent } from "../../session/tracking";
import { useTexts } from "../../text/language";

/** Whether the use of the dashboard is counted in this browser. */
export function Counting() {
  const { counting: texts } = useTexts().settings;
  const [isOn, setOn] = useState(isCounted);
  return (
    <Card title={texts.title}>
      <label className="flex items-start gap-3">
        <input
          type="checkbox"
          className="mt-1 size-4 accent-accent"
          checked={isOn}
          disabled={isSilent()}
          onChange={({ target }) => {
            chooseCounted(target.checked);
            setOn(target.checked);
          }}
        />
        <span>
          {texts.label}
          <span className="mt-1 block text-sm text-muted">{isSilent() ? texts.silent : texts.hint}</span>
        </span>
      </label>
    </Card>
  );
}
