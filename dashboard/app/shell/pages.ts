import { type ComponentType, lazy } from "react";

import { Today } from "../pages/today/Today";

export type PageName =
  | "today"
  | "funnel"
  | "skills"
  | "applications"
  | "reports"
  | "alerts"
  | "dashboards"
  | "import"
  | "platform"
  | "performance"
  | "settings";

export interface Page {
  name: PageName;
  path: string;
  /** Who sees it in the menu; the server decides again who gets its numbers. */
  role: "MEMBER" | "ANALYST" | "OPERATOR";
  component: ComponentType;
}

const late = (load: () => Promise<ComponentType>): ComponentType => lazy(async () => ({ default: await load() }));

/** Every page, in the order of the menu. Today comes with the first load, the others when they are opened. */
export const PAGES: readonly Page[] = [
  { name: "today", path: "/", role: "MEMBER", component: Today },
  {
    name: "funnel",
    path: "/funnel",
    role: "MEMBER",
    component: late(async () => (await import("../pages/funnel/Funnel")).Funnel),
  },
  {
    name: "skills",
    path: "/skills",
    role: "MEMBER",
    component: late(async () => (await import("../pages/skills/Skills")).Skills),
  },
  {
    name: "applications",
    path: "/applications",
    role: "MEMBER",
    component: late(async () => (await import("../pages/applications/Applications")).Applications),
  },
  {
    name: "reports",
    path: "/reports",
    role: "MEMBER",
    component: late(async () => (await import("../pages/reports/Reports")).Reports),
  },
  {
    name: "alerts",
    path: "/alerts",
    role: "MEMBER",
    component: late(async () => (await import("../pages/alerts/Alerts")).Alerts),
  },
  {
    name: "dashboards",
    path: "/dashboards",
    role: "MEMBER",
    component: late(async () => (await import("../pages/dashboards/Dashboards")).Dashboards),
  },
  {
    name: "import",
    path: "/import",
    role: "MEMBER",
    component: late(async () => (await import("../pages/import/Import")).Import),
  },
  {
    name: "platform",
    path: "/platform",
    role: "ANALYST",
    component: late(async () => (await import("../pages/platform/Platform")).Platform),
  },
  {
    name: "performance",
    path: "/performance",
    role: "OPERATOR",
    component: late(async () => (await import("../pages/performance/Performance")).Performance),
  },
  {
    name: "settings",
    path: "/settings",
    role: "MEMBER",
    component: late(async () => (await import("../pages/settings/Settings")).Settings),
  },
];
