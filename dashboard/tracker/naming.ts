/** A UUID of version 7: they sort by the time at which they were made. */
export const uuid = (): string =>
  Date.now().toString(16).padStart(12, "0").replace(/.{8}/, "$&-") +
  "-7xxx-axxx-xxxxxxxxxxxx".replace(/x/g, () => ((Math.random() * 16) | 0).toString(16));

/** FNV-1a of 32 bits: something short that stands for a text and does not tell it. */
export const hash = (text: string): string => {
  let sum = 2166136261;
  for (const letter of text) sum = Math.imul(sum ^ letter.charCodeAt(0), 16777619);
  return (sum >>> 0).toString(36);
};

/** What stands for the person a token is about: the same for each of their tokens, if they are JWTs. */
export const owner = (token: string): string => {
  try {
    return hash(JSON.parse(atob(token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/"))).sub);
  } catch {
    return hash(token);
  }
};
