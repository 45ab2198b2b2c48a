// Types and documents from the .graphql files: one `documents.ts` in every folder that has some.
// The command line of graphql-codegen would bring 200 more packages for reading configurations that we do not have.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { codegen } from "@graphql-codegen/core";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import {
  buildSchema,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  print,
  specifiedRules,
  stripIgnoredCharacters,
  validate,
  visit,
} from "graphql";

const SHARED = "app/graph/fragments.graphql";
// What app/early.ts asks before the page is there, as texts that need nothing to be sent.
const EARLY = ["Viewer", "Today", "FirstNumbers"];
const early: string[] = [];
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
    if (each.kind === Kind.FRAGMENT_DEFINITION)
      all.set(each.name.value, each.loc!.source.body.slice(each.loc!.start, each.loc!.end));
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

/** As the page's own cache wants it: with the type of everything. */
function typed(document: DocumentNode): DocumentNode {
  const name = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } } as const;
  return visit(document, {
    SelectionSet: (set, _, parent) =>
      parent !== undefined && "kind" in parent && parent.kind !== Kind.OPERATION_DEFINITION
        ? { ...set, selections: [name, ...set.selections] }
        : undefined,
  });
}

/** The operation of that name, with the fragments it needs. */
function only(document: DocumentNode, name: string): DocumentNode {
  const operation = document.definitions.find(
    (each) => each.kind === Kind.OPERATION_DEFINITION && each.name?.value === name,
  );
  const fragments = new Map(
    document.definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each]),
  );
  const used = new Set(operation === undefined ? [] : [operation]);
  for (const each of used)
    visit(each, { FragmentSpread: (spread) => void used.add(fragments.get(spread.name.value) as never) });
  return { kind: Kind.DOCUMENT, definitions: [...used] };
}

/** Documents as texts: a tenth of what they are as trees, and read by urql when the page begins. */
function compact(written: string): string {
  const texts = written.replaceAll(/= (\{"kind":"Document".*\}) as unknown as/g, (_, tree: string) => {
    const text = stripIgnoredCharacters(print(JSON.parse(tree) as DocumentNode));
    return `= /* @__PURE__ */ gql(${JSON.stringify(text)}) as unknown as`;
  });
  return texts === written ? written : `import { gql } from "urql";\n${texts}`;
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
  writeFileSync(filename, `// Made by codegen.ts; change the .graphql files.\n${compact(written)}`);
  for (const name of EARLY) {
    const found = only(document, name);
    if (found.definitions.length > 0)
      early.push(`export const ${name} = ${JSON.stringify(stripIgnoredCharacters(print(typed(found))))};\n`);
  }
}

if (early.length !== EARLY.length) throw new Error("a question asked early is in no .graphql file");
writeFileSync("app/graph/texts.ts", `// Made by codegen.ts; change the .graphql files.\n${early.join("")}`);
