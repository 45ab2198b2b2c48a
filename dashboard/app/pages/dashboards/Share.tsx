import { useState } from "react";

import { useAct } from "../../graph/act";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { useTexts } from "../../text/language";
import { type DashboardFieldsFragment, ShareDashboardDocument, UnshareDashboardDocument } from "./documents";

interface Props {
  dashboard: Pick<DashboardFieldsFragment, "id" | "isShared">;
  onClose: () => void;
  onChange: () => void;
}

/** Making a link by which others may look, and ending it. The link is shown once; behind the # no server sees it. */
export function Share({ dashboard, onClose, onChange }: Props) {
  const { share: texts } = useTexts().dashboards;
  const [link, setLink] = useState("");
  const [isCopied, setCopied] = useState(false);
  const [fault, setFault] = useState("");
  const [isMaking, make] = useAct(ShareDashboardDocument);
  const [isEnding, end] = useAct(UnshareDashboardDocument);

  async function share(): Promise<void> {
    const { data } = await make({ id: dashboard.id, input: null });
    setFault(data?.shareDashboard.errors[0]?.message ?? "");
    const token = data?.shareDashboard.link?.token;
    if (token !== undefined) setLink(`${window.location.origin}/shared#link=${token}`);
    setCopied(false);
    onChange();
  }

  async function unshare(): Promise<void> {
    await end({ id: dashboard.id });
    setLink("");
    onChange();
  }

  return (
    <Dialog title={texts.title} onClose={onClose}>
      <div className="grid gap-4">
        <p>{texts.text}</p>
        {dashboard.isShared && link === "" && <p className="text-muted">{texts.isOn}</p>}
        {link !== "" && <Field label={texts.link} readOnly value={link} onFocus={({ target }) => target.select()} />}
        {fault !== "" && <p role="alert">{fault}</p>}
        <div className="flex flex-wrap gap-2">
          {link === "" ? (
            <Button look="main" disabled={isMaking} onClick={() => void share()}>
              {dashboard.isShared ? texts.again : texts.make}
            </Button>
          ) : (
            <Button look="main" onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}>
              {isCopied ? texts.copied : texts.copy}
            </Button>
          )}
          {dashboard.isShared && (
            <Button look="danger" disabled={isEnding} onClick={() => void unshare()}>
              {texts.end}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
