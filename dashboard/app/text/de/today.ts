import type { Texts } from "../en";

export const today: Texts["today"] = {};
