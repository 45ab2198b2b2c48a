import type { Texts } from "../en";

export const applications: Texts["applications"] = {};
