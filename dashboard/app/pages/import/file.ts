import { stringifyDocument } from "urql";

import { configuration } from "../../session/configuration";
import { type ImportApplicationsInput, ImportFileDocument } from "./documents";

/** What a request has besides the file: the question, and a mapping that may come along later. */
const BESIDES = 4_096;
export const KINDS = ".csv,.tsv,.txt,.xlsx,.json,.zip";

/** A file as it is sent. */
export interface Loaded {
  name: string;
  size: number;
  input: Pick<ImportApplicationsInput, "content" | "encoding" | "fileName">;
  /** How large such a file may be; larger ones go in from the command line. */
  most: number;
  /** Whether the request that carries it would be refused. */
  isTooLarge: boolean;
  /** The names in its first line, as far as it is a text; for telling which column is which. */
  firstNames: string[];
}

/** What a request leaves for a text, and for any other file, which travels as base64: in round figures. */
export interface Room {
  text: number;
  other: number;
}

function roundedDown(bytes: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1))) - 1);
  return Math.floor(bytes / step) * step;
}

export function roomIn(mostBytes: number): Room {
  const left = Math.max(0, mostBytes - BESIDES);
  return { text: roundedDown(left), other: roundedDown(Math.floor((left * 3) / 4)) };
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
  const line =
    text
      .replace(/^\uFEFF/, "")
      .split(/\r?\n/, 50)
      .find((each) => each.trim() !== "") ?? "";
  const separator = [";", "\t", ","].reduce((best, each) =>
    line.split(each).length > line.split(best).length ? each : best,
  );
  const cells = [
    ...line.matchAll(
      separator === "\t"
        ? /(?:^|\t)("(?:[^"]|"")*"|[^\t]*)/g
        : new RegExp(`(?:^|${separator})("(?:[^"]|"")*"|[^${separator}]*)`, "g"),
    ),
  ];
  return cells
    .map(([, cell = ""]) => cell.replace(/^"|"$/g, "").replaceAll('""', '"').trim())
    .filter((name) => name !== "");
}

export async function loaded(file: File): Promise<Loaded> {
  // Where nothing is told, the server itself refuses what is too large.
  const mostBytes = await configuration().then(
    (told) => told.mostBytes,
    () => Number.MAX_SAFE_INTEGER,
  );
  const room = roomIn(mostBytes);
  const isBinary = /\.(xlsx|zip)$/i.test(file.name);
  // What is too large as it is need not be read: texts only grow on their way.
  if (file.size > mostBytes) {
    return {
      name: file.name,
      size: file.size,
      input: { content: "", fileName: file.name },
      most: isBinary ? room.other : room.text,
      isTooLarge: true,
      firstNames: [],
    };
  }
  const text = isBinary ? null : await textOf(file);
  const input = {
    content: text ?? (await base64(file)),
    encoding: text === null ? ("BASE64" as const) : ("TEXT" as const),
    fileName: file.name,
  };
  const isTable = text !== null && !/\.json$/i.test(file.name);
  const body = JSON.stringify({
    query: stringifyDocument(ImportFileDocument),
    variables: { input: { ...input, dryRun: true } },
  });
  const bytes = new TextEncoder().encode(body).length + BESIDES;
  return {
    name: file.name,
    size: file.size,
    input,
    most: text === null ? room.other : room.text,
    isTooLarge: bytes > mostBytes,
    firstNames: isTable ? firstNames(text) : [],
  };
}
