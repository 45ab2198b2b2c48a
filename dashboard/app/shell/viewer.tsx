import { createContext, type ReactNode, useContext } from "react";

import type { ViewerQuery } from "./documents";

/** Who is signed in; dates are written in their time zone. */
export type Viewer = ViewerQuery["viewer"];

const Signed = createContext<Viewer | null>(null);

export function ViewerProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  return <Signed value={viewer}>{children}</Signed>;
}

export function useViewer(): Viewer {
  const viewer = useContext(Signed);
  if (viewer === null) throw new Error("used before anybody was signed in");
  return viewer;
}
