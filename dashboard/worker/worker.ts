/**
 * The service worker: the page and its parts come from the browser's own copy when there is no connection, and alerts are
 * shown while no page is open. Answers of the server are none of its business: the page keeps those, per person.
 */
export {};

declare const self: ServiceWorkerGlobalScope;

// Put in by the build: every file of the page, and a name that changes with any of them.
declare const __FILES__: readonly string[];
declare const __VERSION__: string;

// The server answers others otherwise; we have one copy, for everybody.
const COPY = { ignoreVary: true };
const CACHE = `career-copilot-${__VERSION__}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) =>
        cache.addAll(
          ["/", ...__FILES__].map(
            (path) => new Request(path, { cache: "no-cache", headers: { accept: "text/html,*/*" } }),
          ),
        ),
      )
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    // The explorer has a page of its own, which asks for more than is kept.
    if (pathname !== "/graphql") event.respondWith(fetch(request).catch(() => keptPage()));
  } else if (__FILES__.includes(pathname)) {
    event.respondWith(caches.match(request.url, COPY).then((kept) => kept ?? fetch(request)));
  }
});

async function keptPage(): Promise<Response> {
  return (await caches.match("/", COPY)) ?? Response.error();
}

interface Told {
  title: string;
  body: string;
  link: string;
  tag: string;
  raisedAt: string;
}

self.addEventListener("push", (event) => {
  const told = event.data?.json() as Told | undefined;
  if (told === undefined) return;
  const { title, body, tag, link, raisedAt } = told;
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      tag,
      icon: "/icon-192.png",
      data: link,
      timestamp: Date.parse(raisedAt),
    } as NotificationOptions),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = new URL(String(event.notification.data), self.location.origin);
  if (link.origin !== self.location.origin) return;
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then((windows) => {
      const [open] = windows;
      // A page that is open keeps its sign-in: it is shown where to go, not loaded anew.
      if (open === undefined) return self.clients.openWindow(link.href).then(() => undefined);
      open.postMessage({ type: "go", path: link.pathname + link.search });
      return open.focus().then(() => undefined);
    }),
  );
});
