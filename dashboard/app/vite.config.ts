import { createHash } from "node:crypto";

import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";

/** Tells the service worker which files the page is made of, and a version that changes with any of them. */
function filesForTheWorker(): Plugin {
  return {
    name: "files-for-the-worker",
    generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
      const version = createHash("sha256").update(files.sort().join()).digest("hex").slice(0, 12);
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("the build has no sw.js");
      const kept = [...files.map((name) => `/${name}`), "/icon.svg", "/icon-192.png", "/manifest.webmanifest"];
      worker.code = worker.code
        .replaceAll("__FILES__", JSON.stringify(kept))
        .replaceAll("__VERSION__", JSON.stringify(version));
    },
  };
}

/** The script that begins before the page: Vite would make it a part of the page's own. */
function earlyScript(): Plugin {
  return {
    name: "early-script",
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle }) => {
        const early = Object.values(bundle ?? {}).find(
          (file) => file.type === "chunk" && file.isEntry && file.name === "early",
        );
        if (early === undefined) return [];
        return [
          {
            tag: "script",
            attrs: { type: "module", async: true, crossorigin: true, src: `/${early.fileName}` },
            injectTo: "head-prepend",
          },
        ];
      },
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [tailwindcss(), earlyScript(), filesForTheWorker()],
  build: {
    outDir: "../dist/app",
    emptyOutDir: true,
    assetsInlineLimit: 0, // files of our own origin instead of data: addresses
    modulePreload: { polyfill: false }, // every browser we support has it, and it would be one more script
    license: { fileName: "licenses.md" }, // the licences of what is bundled ask to travel with it
    chunkSizeWarningLimit: 800, // the charts are one large part that comes after the page
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        index: `${import.meta.dirname}/index.html`,
        early: `${import.meta.dirname}/early.ts`,
        sw: `${import.meta.dirname}/../worker/worker.ts`,
      },
      output: {
        entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        // Whatever the first page needs is one file: browsers ask for six at a time, and each costs a way there and back.
        codeSplitting: {
          groups: [
            {
              name: "early",
              test: /app\/(early|graph\/(early|texts)|pages\/today\/asked|text\/chosen)\.ts/,
              priority: 1,
            },
            { name: "page", tags: ["$initial"], test: /dashboard\/(?!worker\/)/ },
          ],
        },
      },
    },
  },
  // `npx vite -c app/vite.config.ts` while writing: a server started with `make run` answers.
  server: {
    proxy: Object.fromEntries(
      ["/graphql", "/collect", "/dashboard.json", "/demo", "/explorer", "/tracker.js"].map((path) => [
        path,
        { target: process.env["TARGET"] ?? "http://127.0.0.1:8000", ws: path === "/graphql" },
      ]),
    ),
  },
});
