import { add, agree, disown, keep, own } from "./keeping.ts";
import { added, flush, send, use, wake } from "./sending.ts";
import type { Options, Properties, Tracker } from "./types.ts";
import { watch } from "./watching.ts";

export type * from "./types.ts";

/** Begin to count. Safe to call before anybody is signed in. A page has one tracker. */
export const start = (options: Options = {}): Tracker => {
  const { collect = "/collect", token, consent, every = 3e4, size = 10, limit = 1e3, automatic = true, path } = options;
  const track = (name: string, properties?: Properties) => {
    const key = add(name, properties);
    if (key) added(key);
  };
  const leave = () => flush(true);
  const signIn = (bearer: string) => {
    use(bearer);
    own(bearer);
    flush();
  };

  keep(limit, consent === "required");
  send(collect, size);
  if (token) signIn(token);
  addEventListener("online", wake);
  // After those that capture, who have something to tell at the last moment.
  addEventListener("visibilitychange", leave);
  addEventListener("pagehide", leave);
  setInterval(flush, every);

  return {
    track,
    feature: automatic ? watch(track, () => path?.() ?? location.pathname) : () => {},
    signIn,
    signOut() {
      leave();
      use();
      disown();
    },
    setConsent(isGiven) {
      agree(isGiven);
      flush();
    },
    flush: () => flush(),
  };
};
