import { start, type Tracker } from "../../tracker/tracker.ts";
import { currentToken, isShared, watchSession } from "./session";

let tracker: Tracker | null = null;

/** Counts what is used here, by the tracker that other sites get; visitors of a shared link are nobody's to count. */
export function beginTracking(): void {
  if (isShared()) return;
  // What a page is called, not what of: the ids of applications and reports are nobody's business.
  const page = (): string => window.location.pathname.replace(/^(\/[^/]*).*/, "$1");
  tracker = start({ path: page });
  let known: string | null = null;
  const follow = (): void => {
    const token = currentToken();
    if (token === known) return;
    known = token;
    if (token === null) tracker?.signOut();
    else tracker?.signIn(token);
  };
  watchSession(follow);
  follow();
}

/** From now on time is spent on this page. */
export const nowOn = (page: string): void => tracker?.feature(page);

/** Whether this browser says of everybody that they are not to be counted: then nothing else has a say. */
export function isSilent(): boolean {
  const { globalPrivacyControl, doNotTrack } = navigator as Navigator & { globalPrivacyControl?: boolean };
  return globalPrivacyControl === true || doNotTrack === "1";
}

/** What was chosen in this browser; the tracker remembers it under this name. */
export const isCounted = (): boolean => !isSilent() && localStorage.getItem("cct") !== "0";

export const chooseCounted = (isWanted: boolean): void => tracker?.setConsent(isWanted);
