import { owner, uuid } from "./naming.ts";
import type { Properties } from "./types.ts";

// Each event is an entry of its own, `cct.<whose>.<a or b><id>`: writing one costs the same however many wait, and
// every tab sees all of them. Sorted, urgent ones (a) come before the others (b), the oldest of each first.
const PREFIX = "cct.";
const CONSENT = "cct"; // not among what is cleared
const SESSION = "cct.s"; // id, milliseconds of the last event, and whose it is
const DROPPED = "cct.d";
const URGENT = /^(application|follow_up|interview|job_apply|offer)/;
const IDLE = 18e5;
const EVENT_LETTERS = 32 * 1024; // of more than one byte, perhaps: then the collector says so

let store: Record<string, string> = {};
let held: [name: string, properties: Properties | undefined, occurredAt: string][] = [];
let who: string | undefined;
let limit: number;
let presumed: string | undefined;
let isSilent: boolean | undefined;

/** "1": yes, "0": no, undefined: not asked yet. */
const consent = () => (isSilent ? "0" : (store[CONSENT] ?? presumed));

const put = (key: string, value: unknown): boolean => {
  try {
    store[key] = value as string;
    return true;
  } catch {
    return false; // full
  }
};

/** `most` events are kept; `isAsked`: nothing is written down before `agree`. */
export const keep = (most: number, isAsked: boolean): void => {
  const { globalPrivacyControl, doNotTrack } = navigator as { globalPrivacyControl?: boolean; doNotTrack?: unknown };
  isSilent = globalPrivacyControl || doNotTrack === "1";
  limit = most;
  presumed = isAsked ? undefined : "1";
  try {
    store = localStorage as unknown as typeof store;
    who = store[SESSION]?.split(" ")[2];
  } catch {
    // none for us: what waits is lost with the page
  }
};

export const maySend = (): boolean => consent() === "1";

/** Nothing is left but the answer to whether anything may be. */
const clear = (): void => {
  held = [];
  for (const key of Object.keys(store)) if (key.startsWith(PREFIX)) delete store[key];
};

const release = () => held.splice(0).forEach((each) => add(...each));

export const agree = (isGiven: boolean): void => {
  put(CONSENT, +isGiven);
  if (isGiven) release();
  else clear();
};

export const own = (token: string): void => {
  who = owner(token);
  release();
};

export const disown = (): void => {
  who = "";
  delete store[SESSION];
};

/** The keys of what is to be sent. */
export const waiting = (): string[] =>
  Object.keys(store)
    .filter((key) => key.startsWith(PREFIX + who + "."))
    .sort();

export const textOf = (key: string): string | undefined => store[key];

export const remove = (key: string): void => void delete store[key];

/** Give up an event, and say so with the next. What this one was to say of others is not forgotten. */
export const drop = (key = ""): void => {
  const told = /"droppedEvents":(\d+)/.exec(store[key] || "");
  remove(key);
  put(DROPPED, +(store[DROPPED] || 0) + 1 + +(told?.[1] || 0));
};

const dropOne = (): string | undefined => {
  const keys = waiting();
  const least = keys.find((key) => key.includes(".b")) ?? keys[0];
  if (least) drop(least);
  return least;
};

const visit = (): string => {
  const now = Date.now();
  let [id, at] = (store[SESSION] || "").split(" ");
  if (!(now - +at! < IDLE)) id = uuid();
  put(SESSION, `${id} ${now} ${who}`);
  return id!;
};

/** The key of the event, if it was kept. */
export const add = (name: string, properties?: Properties, occurredAt = new Date().toISOString()): string | void => {
  if (consent() === "0") return clear(); // said so by the browser, or in another tab
  if (!who || !consent()) return void (held.length < limit && held.push([name, properties, occurredAt]));
  const lost = store[DROPPED];
  const id = uuid();
  let text;
  try {
    if (lost) properties = { ...properties, droppedEvents: +lost };
    text = JSON.stringify({ id, name, occurredAt, sessionId: visit(), properties });
  } catch {
    return drop(); // what refers to itself cannot be told
  }
  if (text.length > EVENT_LETTERS) return drop();
  const key = `${PREFIX}${who}.${URGENT.test(name) ? "a" : "b"}${id}`;
  while (!put(key, text)) if (!dropOne()) return drop();
  delete store[DROPPED];
  if (waiting().length > limit) dropOne();
  return key;
};
