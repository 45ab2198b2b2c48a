import { alerts } from "./en/alerts";
import { applications } from "./en/applications";
import { dashboards } from "./en/dashboards";
import { funnel } from "./en/funnel";
import { importing } from "./en/import";
import { performance } from "./en/performance";
import { platform } from "./en/platform";
import { reports } from "./en/reports";
import { settings } from "./en/settings";
import { shell } from "./en/shell";
import { skills } from "./en/skills";
import { today } from "./en/today";
import { words } from "./en/words";

/** Everything that the interface says, in English; the other languages have the same shape. */
export const en = {
  shell,
  words,
  today,
  funnel,
  skills,
  applications,
  reports,
  alerts,
  dashboards,
  importing,
  platform,
  performance,
  settings,
};
export type Texts = typeof en;
