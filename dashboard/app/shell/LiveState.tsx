import { useEffect } from "react";

import { useConnection } from "../graph/connection";
import { watchSignal } from "../graph/signals";
import { useFormat, useTexts } from "../text/language";

const COLOURS = { connecting: "bg-muted", live: "bg-good", reconnecting: "bg-warn", offline: "bg-bad" };

/** Whether what is shown would change by itself, and if not, since when it may be old. */
export function LiveState() {
  // A page that follows nothing else would never know whether there is a connection.
  useEffect(() => watchSignal("alerts", () => undefined), []);
  const { connection: words } = useTexts().shell;
  const format = useFormat();
  const { state, asOf } = useConnection();
  const isOld = state === "reconnecting" || state === "offline";
  return (
    <p
      role="status"
      data-state={state}
      className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-1.5 text-sm leading-tight text-muted"
    >
      <span aria-hidden="true" className={`size-2 rounded-full ${COLOURS[state]}`} />
      <span>{words[state]}</span>
      {isOld && <span className="col-start-2 text-xs tracking-tight">{words.asOf(format.moment(asOf))}</span>}
    </p>
  );
}
