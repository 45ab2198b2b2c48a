import { useState } from "react";

import { useAsk } from "../../graph/ask";
import { Dialog } from "../../parts/Dialog";
import { Empty } from "../../parts/Empty";
import { Failure } from "../../parts/Failure";
import { Field } from "../../parts/Field";
import { Skeleton } from "../../parts/Skeleton";
import { useViewer } from "../../shell/viewer";
import { useTexts } from "../../text/language";
import { ApplicationDetailsDocument, type ApplicationDetailsQuery } from "./documents";
import { Facts } from "./Facts";
import { Ledger } from "./Ledger";
import { dayIn, momentOf } from "./moments";
import type { Target } from "./moves";
import { NotesForm } from "./NotesForm";
import { StatusChoice } from "./StatusChoice";
import type { Mover } from "./useMover";

type Node = NonNullable<ApplicationDetailsQuery["node"]>;
export type Whole = Extract<Node, { status: unknown }>;

function isWhole(node: Node | null | undefined): node is Whole {
  return node !== null && node !== undefined && "status" in node;
}

/** One application beside the list: the job, where it stands, its notes and its ledger. */
export function Details({
  id,
  mover,
  onClose,
  onChange,
}: {
  id: string;
  mover: Mover;
  onClose: () => void;
  onChange: () => void;
}) {
  const { applications: texts } = useTexts();
  const { data, failure, retry } = useAsk(ApplicationDetailsDocument, { id }, { signals: ["ledger"] });
  const node = data?.node;
  const whole = isWhole(node) ? node : null;
  const changed = (): void => {
    retry();
    onChange();
  };
  return (
    <Dialog
      title={whole === null ? texts.details : texts.nameOf(whole.job.title, whole.job.company.name)}
      onClose={onClose}
      place="side"
    >
      {whole !== null ? (
        <div className="grid gap-6">
          <Move whole={whole} mover={mover} onChange={changed} />
          <Facts whole={whole} />
          <NotesForm key={`${whole.source} ${whole.resumeVersion} ${whole.notes}`} whole={whole} onChange={changed} />
          <Ledger whole={whole} onChange={changed} />
        </div>
      ) : failure !== undefined && data === undefined ? (
        <Failure failure={failure} retry={retry} />
      ) : data === undefined ? (
        <Skeleton lines={12} />
      ) : (
        <Empty title={texts.gone.title} text={texts.gone.text} />
      )}
    </Dialog>
  );
}

/** The status and the day on which it changed. */
function Move({ whole, mover, onChange }: { whole: Whole; mover: Mover; onChange: () => void }) {
  const { applications: texts, words } = useTexts();
  const { timeZone } = useViewer();
  const today = dayIn(timeZone);
  const [day, setDay] = useState(today);
  const row = mover.pending.get(whole.id) ?? whole;
  async function onMove(target: Target): Promise<void> {
    await mover.begin(whole, target, momentOf(day, timeZone));
    onChange();
  }
  return (
    <div className="grid gap-2">
      <div className="grid grid-cols-2 items-end gap-3">
        <div className="grid gap-1">
          <span aria-hidden="true" className="text-sm font-medium">
            {words.dimension.STATUS}
          </span>
          <StatusChoice row={row} onMove={(target) => void onMove(target)} className="w-full" />
        </div>
        <Field type="date" label={texts.on} value={day} max={today} onChange={(event) => setDay(event.target.value)} />
      </div>
      <p role="status" className="sr-only">
        {mover.said !== null && !mover.said.isRefusal && mover.said.text}
      </p>
      {mover.said?.isRefusal && (
        <p role="alert" className="text-sm text-bad">
          {mover.said.text} {mover.said.reason}
        </p>
      )}
    </div>
  );
}
