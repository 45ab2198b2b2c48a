import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [tailwindcss()],
  build: {
    outDir: "../dist/app",
    emptyOutDir: true,
    assetsInlineLimit: 0, // files of our own origin instead of data: addresses
    modulePreload: { polyfill: false }, // every browser we support has it, and it would be one more script
    license: { fileName: "licenses.md" }, // the licences of what is bundled ask to travel with it
    chunkSizeWarningLimit: 800, // the charts are one large part that comes after the page
    reportCompressedSize: false,
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
