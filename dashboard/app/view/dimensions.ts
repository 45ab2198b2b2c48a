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
