// Shows news that comes while no window is open, and opens the page that it is about. It keeps nothing, and no request
// of the pages goes through it.
const INBOX = '/inbox';

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('push', (event) => {
  const {
    title = 'ScrollKeeper',
    body = 'You have a new notification.',
    place = INBOX,
    about = 'news',
  } = read(event.data);
  const shown = { body, tag: about, renotify: true, icon: '/icon-192.png', data: { place } };
  event.waitUntil(self.registration.showNotification(title, shown));
});

function read(data) {
  try {
    return data.json();
  } catch {
    return {};
  }
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.place ?? INBOX));
});

/** Goes to the window that shows this page, or opens one; what is open elsewhere is left as it is. */
async function open(place) {
  const address = new URL(place, self.location.origin);
  if (address.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = windows.find((one) => one.url === address.href);
  await (there ? there.focus() : self.clients.openWindow(address.href));
}

// Browsers renew their subscription now and then; the server has to know the new one, as long as one is signed in.
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)));

async function renew({ newSubscription, oldSubscription }) {
  const options = oldSubscription?.options;
  const made = newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
  if (!made) return;
  await fetch('/api/me/push', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(made),
  });
}
