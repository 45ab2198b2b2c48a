import type { Texts } from "../en";

export const funnel: Texts["funnel"] = {};
