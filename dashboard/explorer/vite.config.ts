import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "/explorer/",
  build: {
    outDir: "../dist/explorer",
    emptyOutDir: true,
    assetsInlineLimit: 0, // files of our own origin instead of data: addresses
    modulePreload: { polyfill: false }, // every browser we support has it, and it would be one more script
    license: { fileName: "licenses.md" }, // the licences of what is bundled ask to travel with it
    chunkSizeWarningLimit: 4000, // the editor is one large part, fetched once from the same machine
    reportCompressedSize: false,
  },
  worker: { format: "es" },
});
