// The browser's part of Web Push: a worker that shows what comes, and a subscription at its vendor's push service.
const WORKER = '/push-worker.js';
const LEAVING_MS = 2_000;

export type Ability = 'no' | 'blocked' | 'yes';

/** Whether this browser can show news at this address at all, and whether its person lets it. */
export function findAbility(): Ability {
  const known =
    window.isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  if (!known) return 'no';
  return Notification.permission === 'denied' ? 'blocked' : 'yes';
}

async function findSubscription(): Promise<PushSubscription | null> {
  if (findAbility() === 'no') return null;
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Whether what comes from the server with this key would be shown here. */
export async function isSubscribed(key: string): Promise<boolean> {
  const found = Notification.permission === 'granted' ? await findSubscription() : null;
  const bound = found?.options?.applicationServerKey;
  return found !== null && (!bound || base64url(bound) === key);
}

function base64url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** Asks the person, and then the vendor; gives what the server needs to reach this browser. */
export async function subscribe(key: string): Promise<{ endpoint: string; keys: { auth: string; p256dh: string } }> {
  const answer = await Notification.requestPermission();
  if (answer !== 'granted') throw new Error('The browser didn’t allow notifications, so they weren’t turned on.');
  await navigator.serviceWorker.register(WORKER, { updateViaCache: 'none' });
  const { pushManager } = await navigator.serviceWorker.ready;
  // One that is bound to another key, of a server before this one, would stand in the way.
  await (await pushManager.getSubscription())?.unsubscribe();
  try {
    const { endpoint = '', keys: { auth = '', p256dh = '' } = {} } = (
      await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
    ).toJSON();
    return { endpoint, keys: { auth, p256dh } };
  } catch (error) {
    throw new Error(
      'This browser’s push service can’t be reached, or is turned off in its settings. Try again later.',
      { cause: error },
    );
  }
}

export async function unsubscribe(): Promise<void> {
  await (await findSubscription())?.unsubscribe();
}

/** At sign-out, which does not wait for a vendor that cannot be reached: our server has forgotten this browser already. */
export async function leavePush(): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, LEAVING_MS));
  await Promise.race([unsubscribe().catch(() => undefined), late]);
}

/** Takes away what is shown of these threads, since it was read here; of all where none is named. */
export async function closeShown(threads: string[] | null): Promise<void> {
  if (findAbility() !== 'yes') return;
  const registration = await navigator.serviceWorker.getRegistration('/');
  const shown = (await registration?.getNotifications()) ?? [];
  for (const one of shown) if (!threads || threads.includes(one.tag)) one.close();
}

/** Calls back whenever the person allows or blocks notifications in the browser; gives the way to stop. */
export function watchPermission(changed: () => void): () => void {
  let status: PermissionStatus | null = null;
  let over = false;
  void navigator.permissions
    ?.query({ name: 'notifications' })
    .then((found) => {
      if (over) return;
      status = found;
      status.addEventListener('change', changed);
    })
    .catch(() => undefined);
  return () => {
    over = true;
    status?.removeEventListener('change', changed);
  };
}
