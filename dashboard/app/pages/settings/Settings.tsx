import { PageHead } from "../../parts/Card";
import { useTexts } from "../../text/language";
import { Account } from "./Account";
import { Appearance } from "./Appearance";
import { Counting } from "./Counting";
import { Goals } from "./Goals";
import { Keys } from "./Keys";
import { Notifications } from "./Notifications";
import { Profile } from "./Profile";

/** What one can set. */
export function Settings() {
  const { settings: texts, shell } = useTexts();
  return (
    <>
      <PageHead title={shell.pages.settings} text={texts.text} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <div className="grid gap-4">
          <Profile />
          <Appearance />
          <Counting />
          <Account />
        </div>
        <div className="grid gap-4">
          <Goals />
          <Notifications />
          <Keys />
        </div>
      </div>
    </>
  );
}
