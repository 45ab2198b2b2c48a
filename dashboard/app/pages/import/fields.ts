/** What a column can be said to hold, in the words of a mapping. */
export const FIELDS = [
  "company",
  "title",
  "status",
  "outcome",
  "applied_at",
  "applied",
  "responded_at",
  "screened_at",
  "interviewed_at",
  "offered_at",
  "accepted_at",
  "rejected_at",
  "withdrawn_at",
  "closed_at",
  "saved_at",
  "source",
  "location",
  "workplace",
  "industry",
  "url",
  "salary",
  "resume",
  "notes",
] as const;
export type FieldName = (typeof FIELDS)[number];

/** Which column holds which field; a field is in one column at most. */
export type Mapping = Partial<Record<FieldName, string>>;

export function isField(name: string): name is FieldName {
  return (FIELDS as readonly string[]).includes(name);
}

/** The mapping in which `column` holds `field`, or nothing. */
export function mapped(mapping: Mapping, column: string, field: FieldName | null): Mapping {
  const others = Object.fromEntries(Object.entries(mapping).filter(([, each]) => each !== column));
  return field === null ? others : { ...others, [field]: column };
}
