import { alerts } from "./de/alerts";
import { applications } from "./de/applications";
import { dashboards } from "./de/dashboards";
import { funnel } from "./de/funnel";
import { importing } from "./de/import";
import { performance } from "./de/performance";
import { platform } from "./de/platform";
import { reports } from "./de/reports";
import { settings } from "./de/settings";
import { shell } from "./de/shell";
import { skills } from "./de/skills";
import { today } from "./de/today";
import { words } from "./de/words";
import type { Texts } from "./en";

/** Everything that the interface says, in German. */
export const de: Texts = {
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
