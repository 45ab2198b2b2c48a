import { drop, maySend, remove, textOf, waiting } from "./keeping.ts";

const BATCH_LETTERS = 5e4;
// What may outlive its page is limited to 64 KiB by the browser; a letter has three bytes at most.
const KEEPALIVE_LETTERS = 2e4;

let address: string;
let size: number;
let token: string | undefined;
let fresh: string[] = []; // of this page, since something was sent last
let most = 1e3;
let failures = 0;
let restsUntil = 0;
let busy: Promise<unknown> | undefined;

/** Send the first of these; whether there is reason to go on. An event stays kept until the answer is in. */
const post = async (keys: string[]): Promise<boolean> => {
  const bearer = token;
  const sentAt = new Date().toISOString();
  let letters = 0;
  // What has no text any more was sent by another tab.
  const sent = keys
    .slice(0, most)
    .filter((key) => (letters += textOf(key)?.length ?? 0) < BATCH_LETTERS && textOf(key));
  if (!bearer || !sent.length || !maySend()) return false;
  // As plain text with the token inside: no preflight, and the same for a page that is being left.
  const body = `{"sentAt":"${sentAt}","authorization":"Bearer ${bearer}","events":[${sent.map(textOf)}]}`;
  let answer: Response | undefined;
  let told: { verdicts?: unknown; errors?: unknown } = {};
  try {
    answer = await fetch(address, {
      method: "POST",
      body,
      credentials: "omit",
      keepalive: body.length < KEEPALIVE_LETTERS,
      signal: AbortSignal.timeout?.(3e4),
    });
    told = await answer.json();
  } catch {
    // no answer, or not of the collector: they may have been taken, and their ids count once
  }
  const status = answer?.status ?? 0;
  if (told.verdicts) {
    sent.forEach(remove);
    failures = 0;
    most *= 2;
    return true;
  }
  if (told.errors && [400, 413].includes(status)) {
    if (sent.length > 1) most = sent.length >> 1;
    else drop(sent[0]);
    return true;
  }
  if ([401, 403].includes(status)) {
    if (token === bearer) token = undefined; // until the page has another one
    return false;
  }
  const pause = Math.min(2 ** failures++, 300) * (0.5 + Math.random() / 2);
  const wait = Math.max(+answer?.headers.get("Retry-After")! || 0, pause) * 1e3;
  restsUntil = performance.now() + wait;
  setTimeout(flush, wait);
  return false;
};

const drain = async () => {
  fresh = [];
  while (await post(waiting()));
};

export const send = (to: string, atSize: number): void => {
  address = to;
  size = atSize;
};

export const flush = (isLeaving?: boolean): Promise<unknown> | undefined => {
  if (!token || performance.now() < restsUntil) return;
  // One tab at a time; who is leaving cannot wait for its turn, and sends only what is its own.
  if (isLeaving || !busy) {
    busy = (
      isLeaving ? post(fresh.splice(0)) : (navigator.locks?.request("cct", drain).catch(drain) ?? drain())
    ).finally(() => (busy = undefined));
  }
  return busy;
};

export const wake = (): void => {
  restsUntil = 0;
  flush();
};

export const use = (bearer?: string): void => {
  token = bearer;
  fresh = []; // somebody else's, perhaps
};

export const added = (key: string): void => {
  if (fresh.push(key) >= size) flush();
};
