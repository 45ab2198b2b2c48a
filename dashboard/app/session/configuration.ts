/** What the server tells a page before anybody has signed in. */
export interface Configuration {
  /** People to try it as; null outside the demo. */
  demo: { name: string; email: string; role: string }[] | null;
  /** Who may hand over a token by message. */
  origins: string[];
  /** For web push; null when the server sends none. */
  pushKey: string | null;
  /** The largest request that the server takes. */
  mostBytes: number;
}

let asked: Promise<Configuration> | null = null;

export function configuration(): Promise<Configuration> {
  asked ??= fetch("/dashboard.json").then((answer) => {
    if (!answer.ok) throw new Error(`/dashboard.json answered ${answer.status}`);
    return answer.json() as Promise<Configuration>;
  });
  asked.catch(() => (asked = null)); // the next one who asks tries again
  return asked;
}
