// Packs what the dashboard was built into by brotli, an eighth shorter than by gzip; the server, which cannot, sends it
// as it lies there. The explorer is not worth the quarter of a minute that its editor would take.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const FOLDER = "dist/app";
const PACKED = /\.(css|html|js|svg|webmanifest)$/;
const LEAST_BYTES = 1_000;

for (const name of readdirSync(FOLDER, { recursive: true, encoding: "utf8" })) {
  const path = join(FOLDER, name);
  if (PACKED.test(name) && statSync(path).size >= LEAST_BYTES)
    writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path)));
}
