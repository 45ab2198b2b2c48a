import { start } from "./tracker.ts";
import type { Options } from "./types.ts";

// <script src="https://…/tracker.js" data-token="…" data-consent="required" defer></script>
const { src, dataset } = document.currentScript as HTMLScriptElement;
window.careerCopilot = start({ collect: new URL("collect", src).href, ...(dataset as Options) });
