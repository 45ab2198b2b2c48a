import type { Texts } from "../en";

export const importing: Texts["importing"] = {};
