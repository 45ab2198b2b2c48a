import { currentSession, isShared } from "../session/session";

const STORED_AS = "kept-for";

/** Whose answers and changes are kept in this browser: the subject of the token; null for keys and for looking only. */
export function currentOwner(): string | null {
  const session = currentSession();
  if (isShared()) return null;
  if (session.state === "kept") return session.owner;
  return session.state === "open" ? subjectOf(session.token) : null;
}

function subjectOf(token: string): string | null {
  try {
    const [, body] = token.split(".");
    const claims: unknown = JSON.parse(atob((body ?? "").replaceAll("-", "+").replaceAll("_", "/")));
    const subject = typeof claims === "object" && claims !== null && "sub" in claims ? claims.sub : null;
    return typeof subject === "string" ? subject : null;
  } catch {
    return null; // an API key, whose owner only the server knows
  }
}

/** Whose last state is kept here, for a page that is opened without a connection. */
export const keptOwner = (): string | null => localStorage.getItem(STORED_AS);

export function rememberOwner(owner: string | null): void {
  if (owner === null) localStorage.removeItem(STORED_AS);
  else localStorage.setItem(STORED_AS, owner);
}
