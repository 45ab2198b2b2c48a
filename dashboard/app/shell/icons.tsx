import type { SVGProps } from "react";

import type { PageName } from "./pages";

const PATHS: Record<PageName | "explorer" | "menu" | "close", string> = {
  today: "M3 11 12 4l9 7v9h-6v-6H9v6H3z",
  funnel: "M3 5h18l-7 8v6l-4 2v-8z",
  skills: "m12 3 2.6 5.6 6.4.7-4.8 4.2 1.4 6.2-5.6-3.2-5.6 3.2 1.4-6.2L3 9.300l6.400-.7z",
  applications: "M4 5h16M4 10h16M4 15h16M4 20h10",
  reports: "M6 3h9l4 4v14H6zM9 12h7M9 16h7M14 3v5h5",
  alerts: "M6 16V11a6 6 0 1 1 12 0v5l2 2H4zM10 21h4",
  dashboards: "M4 4h7v7H4zM13 4h7v4h-7zM13 10h7v10h-7zM4 13h7v7H4z",
  import: "M12 3v12m0 0 4-4m-4 4-4-4M4 19h16",
  platform: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 20a6 6 0 0 1 12 0M17 11a2.500 2.500 0 1 0 0-5M16 14a5 5 0 0 1 6 5",
  performance: "M3 12h4l3-8 4 16 3-8h4",
  settings:
    "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM19 12l2-1-2-4-2 .6-2-1.200L14.500 4h-5L9 6.400 7 7.600 5 7 3 11l2 1-2 1 2 4 2-.6 2 1.200.500 2.400h5l.5-2.400 2-1.200 2 .6 2-4z",
  explorer: "m8 7-5 5 5 5M16 7l5 5-5 5M14 4l-4 16",
  menu: "M4 6h16M4 12h16M4 18h16",
  close: "M6 6l12 12M18 6 6 18",
};

/** A line drawing beside a word; never without one, so it is hidden from screen readers. */
export function Icon({ name, ...rest }: { name: keyof typeof PATHS } & SVGProps<SVGSVGElement>) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.750"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
