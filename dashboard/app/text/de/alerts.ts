import type { Texts } from "../en";

export const alerts: Texts["alerts"] = {};
