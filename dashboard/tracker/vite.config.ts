import { readFileSync } from "node:fs";
import { build, defineConfig, type InlineConfig, type Plugin } from "vite";

const outDir = "../dist/tracker";

const options = (entry: string, format: "es" | "iife", fileName: string): InlineConfig => ({
  root: import.meta.dirname,
  configFile: false,
  logLevel: "error",
  build: {
    outDir,
    emptyOutDir: false,
    target: "es2020",
    reportCompressedSize: false,
    minify: true,
    rolldownOptions: { output: { minify: true } }, // of modules, a library is left its spaces otherwise
    lib: { entry, formats: [format], name: "careerCopilotTracker", fileName: () => fileName },
  },
});

/** The module beside the script, and the types of both in one file that needs no other. */
const module: Plugin = {
  name: "tracker-module",
  generateBundle() {
    const [events, types] = ["events.ts", "types.ts"].map((name) =>
      readFileSync(`${import.meta.dirname}/${name}`, "utf8"),
    );
    const declared = types!.replace('import type { Events } from "./events.ts";\n\nexport type { Events };\n\n', "");
    const started =
      "\n/** Begin to count. Safe to call before anybody is signed in. */\nexport declare function start(options?: Options): Tracker;\n";
    this.emitFile({ type: "asset", fileName: "tracker.d.ts", source: `${events}\n${declared}${started}` });
  },
  async closeBundle() {
    await build(options("tracker.ts", "es", "tracker.mjs"));
  },
};

const script = options("script.ts", "iife", "tracker.js");

export default defineConfig({ ...script, plugins: [module], build: { ...script.build, emptyOutDir: true } });
