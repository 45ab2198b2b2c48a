import type { Exchange } from "urql";

/** Answers are kept for when there is no connection (see offline/). */
export const kept: Exchange = ({ forward }) => forward;
