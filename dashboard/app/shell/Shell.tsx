import { type ReactNode, Suspense, useEffect, useState } from "react";
import { Link, Route, Switch, useLocation, useSearch } from "wouter";

import { useAsk } from "../graph/ask";
import { Waiting } from "../offline/Waiting";
import { Empty } from "../parts/Empty";
import { Failure } from "../parts/Failure";
import { Skeleton } from "../parts/Skeleton";
import { currentToken } from "../session/session";
import { nowOn } from "../session/tracking";
import { useTexts } from "../text/language";
import { readView, writeView } from "../view/view";
import { Boundary } from "./Boundary";
import { ViewerDocument } from "./documents";
import { Icon } from "./icons";
import { LiveState } from "./LiveState";
import { PAGES, type Page } from "./pages";
import { type Viewer, ViewerProvider } from "./viewer";

const RANK = { MEMBER: 0, ANALYST: 1, OPERATOR: 2 };

function pagesFor(role: Page["role"]): Page[] {
  return PAGES.filter((page) => RANK[page.role] <= RANK[role]);
}

function Navigation({ viewer, onChoice }: { viewer: Viewer; onChoice: () => void }) {
  const { pages: names, navigation } = useTexts().shell;
  const [path] = useLocation();
  // The view goes along: who looks at the last week on one page does so on the next.
  const search = writeView(readView(useSearch()));
  const style = "flex items-center gap-3 rounded-lg px-3 py-2 text-sm font-medium hover:bg-raised";
  return (
    <nav aria-label={navigation}>
      <ul className="grid gap-0.5">
        {pagesFor(viewer.role).map((page) => (
          <li key={page.name}>
            <Link
              href={page.path + search}
              onClick={onChoice}
              aria-current={
                page.path === path || (page.path !== "/" && path.startsWith(`${page.path}/`)) ? "page" : undefined
              }
              className={`${style} aria-[current=page]:bg-tint aria-[current=page]:text-accent`}
            >
              <Icon name={page.name} />
              {names[page.name]}
            </Link>
          </li>
        ))}
        <li>
          {/* The explorer is a page of its own; the token travels in the fragment, which no server sees. */}
          <a href={`/graphql#token=${currentToken() ?? ""}`} target="_blank" rel="noopener" className={style}>
            <Icon name="explorer" />
            {names.explorer}
          </a>
        </li>
      </ul>
    </nav>
  );
}

/** What surrounds every page: the menu, whether it is live, and the page that the address says. */
export function Shell() {
  const texts = useTexts().shell;
  const { data, failure, retry } = useAsk(ViewerDocument, {});
  const [isMenuOpen, setMenuOpen] = useState(false);
  const viewer = data?.viewer;
  return (
    <div className="mx-auto min-h-dvh max-w-7xl md:grid md:grid-cols-[14rem_1fr]">
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3">
        {texts.skip}
      </a>
      <header className="sticky top-0 z-20 flex items-center justify-between gap-3 border-b border-line bg-ground px-4 py-3 md:h-dvh md:flex-col md:items-stretch md:justify-start md:border-r md:border-b-0 print:hidden">
        <p className="flex items-center gap-2 font-semibold whitespace-nowrap">
          <img src="/icon.svg" alt="" width="24" height="24" />
          {texts.product}
        </p>
        <div className="flex items-center gap-3 md:order-last md:mt-auto">
          <LiveState />
          <button
            type="button"
            className="rounded-lg border border-line bg-surface p-2 md:hidden"
            aria-expanded={isMenuOpen}
            aria-controls="menu"
            aria-label={texts.menu}
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            <Icon name={isMenuOpen ? "close" : "menu"} />
          </button>
        </div>
        <div
          id="menu"
          className={`${isMenuOpen ? "" : "hidden"} absolute inset-x-0 top-full max-h-[80dvh] overflow-y-auto border-b border-line bg-surface p-3 shadow-lg md:static md:mt-4 md:block md:max-h-none md:border-0 md:bg-transparent md:p-0 md:shadow-none`}
        >
          {viewer && <Navigation viewer={viewer} onChoice={() => setMenuOpen(false)} />}
        </div>
      </header>
      <main id="content" tabIndex={-1} className="min-w-0 px-4 py-5 outline-none md:px-8 md:py-7">
        {viewer ? (
          <ViewerProvider viewer={viewer}>
            <Waiting />
            <Boundary>
              <Suspense fallback={<Skeleton lines={8} />}>
                <Switch>
                  {pagesFor(viewer.role).map((page) => (
                    <Route key={page.name} path={page.path === "/" ? "/" : `${page.path}/*?`}>
                      <Titled name={page.name} title={texts.pages[page.name]}>
                        <page.component />
                      </Titled>
                    </Route>
                  ))}
                  <Route>
                    <Empty title={texts.missing.title} text={texts.missing.text}>
                      <Link href="/" className="font-medium text-accent underline">
                        {texts.missing.back}
                      </Link>
                    </Empty>
                  </Route>
                </Switch>
              </Suspense>
            </Boundary>
          </ViewerProvider>
        ) : failure ? (
          <Failure failure={failure} retry={retry} />
        ) : (
          <Skeleton lines={8} />
        )}
      </main>
    </div>
  );
}

/** Of this window: each page is put up anew, and none of them would know. */
let isFirst = true;

/** Names the window after the page, and takes a reader of the screen to its beginning. */
function Titled({ name, title, children }: { name: Page["name"]; title: string; children: ReactNode }) {
  const { product } = useTexts().shell;
  useEffect(() => {
    document.title = `${title} · ${product}`;
    nowOn(name);
    if (!isFirst) document.getElementById("content")?.focus({ preventScroll: true });
    isFirst = false;
    window.scrollTo({ top: 0 });
  }, [name, title, product]);
  return children;
}
