import { clear, createStore, type UseStore } from "idb-keyval";

import { keptOwner, rememberOwner } from "./owner";

/** Answers by owner and question, and changes that wait, in the order of their making. */
export const answers: UseStore = createStore("career-copilot-answers", "answers");
export const waiting: UseStore = createStore("career-copilot-waiting", "waiting");

/** Makes room for somebody: what was kept for anybody else is gone before anything of theirs is kept. */
export async function keepFor(owner: string): Promise<void> {
  const before = keptOwner();
  if (before !== null && before !== owner) await forgetAll();
  rememberOwner(owner);
}

/** Nothing of anybody is left in this browser; changes that still wait are given up. */
export async function forgetAll(): Promise<void> {
  rememberOwner(null);
  await Promise.all([clear(answers), clear(waiting)]);
}
