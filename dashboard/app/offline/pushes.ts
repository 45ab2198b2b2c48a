import { configuration } from "../session/configuration";

/** What a server needs for telling this browser of something, as the browser gives it. */
export interface PushAddress {
  endpoint: string;
  p256dh: string;
  auth: string;
}

const supported = (): boolean => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** The key that this server's messages are signed with; null when it sends none, or the browser takes none. */
export async function pushKey(): Promise<string | null> {
  return supported() ? (await configuration()).pushKey : null;
}

async function registered(): Promise<PushManager> {
  return (await navigator.serviceWorker.ready).pushManager;
}

/** Where this browser is told now; null when it is not. */
export async function pushedTo(): Promise<string | null> {
  if (!supported() || (await navigator.serviceWorker.getRegistration()) === undefined) return null;
  return (await (await registered()).getSubscription())?.endpoint ?? null;
}

/** Asks the person, then the browser's push service. Null when the person, or the browser, says no. */
export async function subscribePush(key: string): Promise<PushAddress | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const pushes = await registered();
  const made = await pushes.subscribe({ userVisibleOnly: true, applicationServerKey: key }).catch(() => null);
  const { endpoint, keys } = made?.toJSON() ?? {};
  const [p256dh, auth] = [keys?.["p256dh"], keys?.["auth"]];
  return endpoint !== undefined && p256dh !== undefined && auth !== undefined ? { endpoint, p256dh, auth } : null;
}

/** Has the browser told of nothing any more, whatever the server still sends. */
export async function unsubscribePush(): Promise<void> {
  await (await (await registered()).getSubscription())?.unsubscribe();
}
