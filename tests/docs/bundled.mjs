// Reads a component named App on its input, and writes a script that shows it in a page, with all that it imports.
import { text } from "node:stream/consumers";

const [, , library, folder] = process.argv;
const { rolldown } = await import(library);
const MODULES = { entry: `${folder}/entry.jsx`, "./example.jsx": `${folder}/example.jsx` };
const SOURCES = {
  [MODULES.entry]: `
    import { createRoot } from "react-dom/client";
    import { App } from "./example.jsx";
    createRoot(document.body.appendChild(document.createElement("main"))).render(<App />);
  `,
  [MODULES["./example.jsx"]]: await text(process.stdin),
};
const bundle = await rolldown({
  input: "entry",
  platform: "browser",
  transform: { jsx: "react-jsx", define: { "process.env.NODE_ENV": '"production"' } },
  plugins: [{ name: "given", resolveId: (name) => MODULES[name], load: (place) => SOURCES[place] }],
});
const { output } = await bundle.generate({ format: "iife" });
process.stdout.write(output[0].code);
