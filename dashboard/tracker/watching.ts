import { measure } from "./measuring.ts";
import { hash } from "./naming.ts";
import type { Properties } from "./types.ts";

type Track = (name: string, properties: Properties) => void;

const TICK = 15e3;
// A machine that slept wakes with the page in front: nobody looked at it meanwhile.
const LONGEST = 2 * TICK;

/** Tell `track` what happens on the page. Returns a way to say which feature is used. */
export const watch = (track: Track, path: () => string) => {
  let here = "";
  let since = 0;
  let spent = 0;
  let feature: string | undefined;
  const report = measure(track, path());
  const seen = new Set<string>();
  const now = () => performance.now();

  const on = (types: string, listener: (event: any) => void) =>
    types.split(" ").forEach((type) => addEventListener(type, listener, true));

  const count = () => {
    if (since) spent += Math.min(now() - since, LONGEST);
    since = !document.hidden && document.hasFocus() ? now() : 0;
  };

  const settle = () => {
    count();
    if (spent < 1e3) return;
    const named = feature ?? document.querySelector<HTMLElement>("[data-track-feature]")?.dataset.trackFeature;
    track("time_spent", { seconds: spent / 1e3, feature: named, path: here });
    spent = 0;
  };

  const view = (trigger: string) => {
    const next = path();
    if (next === here) return;
    settle();
    if (here) track("navigation", { fromPath: here, toPath: next, trigger });
    track("page_view", { path: next, referrer: here || document.referrer.split(/[?#]/)[0] });
    here = next;
  };

  const fail = (error: any) => {
    const kind = error?.name || "Error";
    const stack = String(error?.stack)
      .replace(error?.message, "") // may hold what somebody typed
      .split("\n")
      .filter((line) => /^\s+at |@\w+:\/\//.test(line))
      .slice(0, 8)
      .map((line) => line.replace(/[?#][^:)]*/, ""))
      .join("\n");
    const fingerprint = hash(kind + stack);
    if (seen.size > 20 || seen.has(fingerprint)) return;
    seen.add(fingerprint);
    track("error", { kind, fingerprint, stack, path: here });
  };

  /** What happens to elements with `data-track-<mark>` is told as `name`, what the mark says as `property`. */
  const act = (type: string, mark: string, name: string, property: string, more?: (target: any) => Properties) =>
    on(type, ({ target }) => {
      const element: HTMLElement | null = target.closest?.(`[data-track-${mark}]`);
      if (element)
        track(element.dataset.trackEvent || name, {
          [property]: element.getAttribute("data-track-" + mark),
          path: here,
          ...JSON.parse(element.dataset.trackProperties || "{}"),
          ...more?.(target),
        });
    });

  act("click", "click", "button_click", "button");
  act("submit", "search", "search", "search");
  act("change", "filter", "filter", "filter");
  act("change", "form", "form_interaction", "form", ({ name }) => ({ field: name, action: "change" }));
  act("submit", "form", "form_submit", "form", (form) => ({ isValid: form.matches(":valid") }));

  on("error", ({ error }) => error && fail(error));
  on("unhandledrejection", ({ reason }) => fail(reason));
  on("focus blur", count);
  on("popstate pageshow", ({ persisted }) => {
    if (persisted) here = ""; // back from the cache of pages: looked at once more
    view("back");
  });
  on("pagehide visibilitychange", ({ type }) => {
    if (type !== "pagehide" && !document.hidden) return count();
    settle();
    report();
  });
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = (...given) => {
      original.apply(history, given);
      view(name);
    };
  }
  setInterval(() => {
    count();
    if (spent > 6e4) settle();
  }, TICK);
  view("");
  count();

  return (name?: string) => {
    settle();
    feature = name;
  };
};
