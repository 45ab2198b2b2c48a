import type { Texts } from "../en";

export const reports: Texts["reports"] = {};
