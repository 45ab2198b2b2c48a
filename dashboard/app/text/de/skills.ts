import type { Texts } from "../en";

export const skills: Texts["skills"] = {};
