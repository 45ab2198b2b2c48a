import type { Texts } from "../en";

export const platform: Texts["platform"] = {};
