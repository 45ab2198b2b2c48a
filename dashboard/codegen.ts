// Types and documents from the .graphql files: one `documents.ts` in every folder that has some.
// The command line of graphql-codegen would bring 200 more packages for reading configurations that we do not have.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { codegen } from "@graphql-codegen/core";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { Kind, buildSchema, parse, specifiedRules, validate } from "graphql";

const SHARED = "app/graph/fragments.graphql";
const sdl = readFileSync("../schema/schema.graphql", "utf8");
const schemaAst = buildSchema(sdl);
const schema = parse(sdl);

const files = readdirSync("app", { recursive: true, encoding: "utf8" })
  .filter((each) => each.endsWith(".graphql"))
  .map((each) => join("app", each))
  .filter((each) => each !== SHARED)
  .sort();

/** The fragments that a folder's operations use, and those that these use. */
function fragmentsFor(texts: string[]): string {
  const all = new Map<string, string>();
  for (const each of parse(readFileSync(SHARED, "utf8"), { noLocation: false }).definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) all.set(each.name.value, each.loc!.source.body.slice(each.loc!.start, each.loc!.end));
  }
  const used = new Map<string, string>();
  const take = (text: string): void => {
    for (const [, name] of text.matchAll(/\.\.\.\s*(?!on\b)(\w+)/g)) {
      const fragment = all.get(name!);
      if (fragment === undefined || used.has(name!)) continue;
      used.set(name!, fragment);
      take(fragment);
    }
  };
  texts.forEach(take);
  return [...used.values()].join("\n");
}

for (const folder of new Set(files.map((each) => dirname(each)))) {
  const texts = files.filter((each) => dirname(each) === folder).map((each) => readFileSync(each, "utf8"));
  const document = parse([...texts, fragmentsFor(texts)].join("\n"));
  const faults = validate(schemaAst, document, specifiedRules);
  if (faults.length > 0) {
    console.error(faults.map((each) => `${folder}: ${each.message}`).join("\n"));
    process.exitCode = 1;
    continue;
  }
  const filename = join(folder, "documents.ts");
  const written = await codegen({
    filename,
    schema,
    schemaAst,
    documents: [{ location: folder, document }],
    config: {
      useTypeImports: true,
      enumType: "string-literal",
      skipTypename: true,
      defaultScalarType: "string",
      scalars: { ID: "string", DateTime: "string", Date: "string", TimeZone: "string", JSON: "unknown" },
    },
    plugins: [{ operations: {} }, { typedDocumentNode: {} }],
    pluginMap: { operations, typedDocumentNode },
  });
  writeFileSync(filename, `// Made by codegen.ts; change the .graphql files.\n${written}`);
}
