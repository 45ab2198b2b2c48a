import { stringifyDocument } from "urql";

import { ImportFileDocument, type ImportApplicationsInput } from "./documents";

/** The largest request that the server takes; larger files go in from the command line. */
const MOST_BYTES = 256 * 1024;
/** What that leaves for a text, and for any other file, which travels as base64: in round figures. */
export const MOST_TEXT = 250_000;
export const MOST_OTHER = 190_000;
export const KINDS = ".csv,.tsv,.txt,.xlsx,.json,.zip";

/** A file as it is sent. */
export interface Loaded {
  name: string;
  size: number;
  input: Pick<ImportApplicationsInput, "content" | "encoding" | "fileName">;
  /** Whether the request that carries it would be refused. */
  isTooLarge: boolean;
  isText: boolean;
  /** The names in its first line, as far as it is a text; for telling which column is which. */
  firstNames: string[];
}

function base64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("the file cannot be read"));
    reader.readAsDataURL(file);
  });
}

/** The text of a file, or null when it is none in UTF-8: the server knows other encodings and finds out which. */
async function textOf(file: Blob): Promise<string | null> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

function firstNames(text: string): string[] {
  const line = text.replace(/^\uFEFF/, "").split(/\r?\n/, 50).find((each) => each.trim() !== "") ?? "";
  const separator = [";", "\t", ","].reduce((best, each) => (line.split(each).length > line.split(best).length ? each : best));
  const cells = [...line.matchAll(separator === "\t" ? /(?:^|\t)("(?:[^"]|"")*"|[^\t]*)/g : new RegExp(`(?:^|${separator})("(?:[^"]|"")*"|[^${separator}]*)`, "g"))];
  return cells.map(([, cell = ""]) => cell.replace(/^"|"$/g, "").replaceAll('""', '"').trim()).filter((name) => name !== "");
}

export async function loaded(file: File): Promise<Loaded> {
  const isBinary = /\.(xlsx|zip)$/i.test(file.name);
  // What is too large as it is need not be read: texts only grow on their way.
  if (file.size > MOST_BYTES) {
    return { name: file.name, size: file.size, input: { content: "", fileName: file.name }, isTooLarge: true, isText: !isBinary, firstNames: [] };
  }
  const text = isBinary ? null : await textOf(file);
  const input = { content: text ?? (await base64(file)), encoding: text === null ? ("BASE64" as const) : ("TEXT" as const), fileName: file.name };
  const isTable = text !== null && !/\.json$/i.test(file.name);
  const body = JSON.stringify({ query: stringifyDocument(ImportFileDocument), variables: { input: { ...input, dryRun: true } } });
  // A mapping may come along later.
  const bytes = new TextEncoder().encode(body).length + 4_096;
  return { name: file.name, size: file.size, input, isTooLarge: bytes > MOST_BYTES, isText: text !== null, firstNames: isTable ? firstNames(text) : [] };
}
