import type { Outcome } from "../../graph/act";

/** Why a change was not made: in words, and for which field if it is one's fault. Null when it was, or will be. */
export interface Refusal {
  text: string;
  field: string | null;
}

export function refusalOf(
  outcome: Outcome<unknown>,
  payload: { errors: { message: string; path: string[] }[] } | undefined,
  unanswered: string,
): Refusal | null {
  if (outcome.isWaiting) return null;
  const [first] = payload?.errors ?? [];
  if (first !== undefined) return { text: first.message, field: first.path.at(-1) ?? null };
  if (payload !== undefined && outcome.failure === undefined) return null;
  return { text: outcome.failure?.graphQLErrors[0]?.message ?? unanswered, field: null };
}
