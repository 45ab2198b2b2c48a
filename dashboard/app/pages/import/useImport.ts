import { useCallback, useState } from "react";

import { act } from "../../graph/act";
import { useTexts } from "../../text/language";
import { ImportFileDocument, type ImportFileMutation } from "./documents";
import type { Mapping } from "./fields";
import { type Loaded, loaded } from "./file";

export type Result = NonNullable<ImportFileMutation["importApplications"]["result"]>;

/** Where the import of a file stands. */
export interface Import {
  file: Loaded | null;
  mapping: Mapping;
  /** What was last found: by the dry run, or by the import itself. */
  result: Result | null;
  refusal: string | null;
  isBusy: boolean;
  choose: (file: File) => Promise<void>;
  remap: (mapping: Mapping) => Promise<void>;
  keep: () => Promise<void>;
  restart: () => void;
}

const BEGINNING = { file: null, mapping: {}, result: null, refusal: null, isBusy: false } satisfies Partial<Import>;

export function useImport(): Import {
  const texts = useTexts().importing;
  const [state, setState] = useState<Omit<Import, "choose" | "remap" | "keep" | "restart">>(BEGINNING);

  const send = useCallback(
    async (file: Loaded, mapping: Mapping, dryRun: boolean) => {
      setState((before) => ({ ...before, file, mapping, refusal: null, isBusy: true }));
      const said = Object.entries(mapping).map(([field, column]) => ({ field, column }));
      const input = { ...file.input, dryRun, mapping: said.length === 0 ? null : said };
      const { data, failure } = await act(ImportFileDocument, { input });
      const payload = data?.importApplications;
      const result = payload?.result ?? null;
      const [fault] = payload?.errors ?? [];
      const isNameless = fault?.code === "UNSUPPORTED_FORMAT" && said.length === 0 && file.firstNames.length > 1;
      const told = isNameless
        ? texts.noHeader
        : (fault?.message ??
          (failure?.networkError ? texts.unanswered : (failure?.graphQLErrors[0]?.message ?? texts.unanswered)));
      setState((before) => ({
        ...before,
        isBusy: false,
        result: result ?? (dryRun ? null : before.result),
        refusal: result === null ? told : null,
      }));
    },
    [texts],
  );

  const choose = useCallback(
    async (chosen: File) => {
      setState({ ...BEGINNING, isBusy: true });
      try {
        const file = await loaded(chosen);
        if (file.isTooLarge) setState({ ...BEGINNING, file });
        else await send(file, {}, true);
      } catch {
        setState({ ...BEGINNING, refusal: texts.unreadable(chosen.name) });
      }
    },
    [send, texts],
  );

  const { file, mapping } = state;
  return {
    ...state,
    choose,
    remap: async (next) => (file === null ? undefined : send(file, next, true)),
    keep: async () => (file === null ? undefined : send(file, mapping, false)),
    restart: () => setState(BEGINNING),
  };
}
