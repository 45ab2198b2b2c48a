import type { DimensionName } from "../text/values";
import type { FILTERS } from "./view";

export type FilterName = (typeof FILTERS)[number];

/** Which dimension each list of a filter narrows. */
export const DIMENSION_OF: Record<FilterName, DimensionName> = {
  sources: "SOURCE",
  companies: "COMPANY",
  companySizes: "COMPANY_SIZE",
  industries: "INDUSTRY",
  locations: "LOCATION",
  workplaces: "WORKPLACE",
  roles: "ROLE",
  resumeVersions: "RESUME_VERSION",
  statuses: "STATUS",
  stages: "STAGE",
};

/** The list of a filter that narrows the dimension, if there is one. */
export const filterOf = (dimension: string) =>
  (Object.keys(DIMENSION_OF) as FilterName[]).find((name) => DIMENSION_OF[name] === dimension);
