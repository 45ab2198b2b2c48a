import type { Texts } from "../en";

export const performance: Texts["performance"] = {};
