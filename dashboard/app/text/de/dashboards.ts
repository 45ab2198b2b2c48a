import type { Texts } from "../en";

export const dashboards: Texts["dashboards"] = {};
