import type { Events } from "./events.ts";

export type { Events };

/** Whatever is known of an event, as JSON. */
export type Properties = Record<string, unknown>;

/** A name of the catalogue that a page may send. */
export type EventName = keyof Events;

type Given<Declared> = Partial<Declared> extends Declared ? [properties?: Declared] : [properties: Declared];

/** Settings; each can also be a `data-…` attribute of the script's tag. */
export interface Options {
  /** Where events go: `/collect` of the page's own host, or of the script's if that is a tag. */
  collect?: string;
  /** Who is signed in, as with `signIn`. */
  token?: string;
  /** `"required"`: nothing is written down or sent before `setConsent(true)`. */
  consent?: "required";
  /** Milliseconds after which what waits is sent: 30,000. */
  every?: number;
  /** Events after which what waits is sent: 10. */
  size?: number;
  /** The most that may wait: 1,000. The oldest go first, those about applications last. */
  limit?: number;
  /** False: only what you `track` is counted. Not as an attribute. */
  automatic?: boolean;
  /** What to call the page that is open, instead of its path: without the ids in it, for instance. */
  path?: () => string;
}

export interface Tracker {
  /** Something happened, just now. Never throws. */
  track<Name extends EventName>(name: Name, ...properties: Given<Events[Name]>): void;
  track<Name extends string>(name: Name extends EventName ? never : Name, properties?: Properties): void;
  /** From now on time is spent on this, and not on what `data-track-feature` says; undefined: on that again. */
  feature(name?: string): void;
  /** Whose events these are; again whenever there is a new token. What this tab saw before becomes theirs. */
  signIn(token: string): void;
  /** Sends what it can. What it cannot waits until the same person is back. */
  signOut(): void;
  /** Remembered in this browser. False: nothing is kept of what was not sent, and nothing counted. */
  setConsent(isGiven: boolean): void;
  /** Send what waits, unless the collector asked for a pause. */
  flush(): Promise<unknown> | undefined;
}

declare global {
  interface Window {
    /** The tracker that the script's tag began. */
    careerCopilot?: Tracker;
  }
}
