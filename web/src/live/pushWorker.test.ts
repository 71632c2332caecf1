import SOURCE from '../../public/push-worker.js?raw';
import { beforeEach, describe, expect, it } from 'vitest';

const HERE = 'https://papers.example';

interface Shown {
  title: string;
  options: { body: string; tag: string; data: { place: string } };
}

/** What a browser gives its workers, as far as ours uses it. */
class Browser {
  shown: Shown[] = [];
  windows: { url: string; focused?: boolean; focus: () => void }[] = [];
  opened: string[] = [];
  sent: { address: string; body: unknown }[] = [];
  subscribed: unknown[] = [];
  private listeners = new Map<string, (event: object) => void>();

  constructor() {
    const self = {
      location: new URL(HERE),
      skipWaiting: () => undefined,
      addEventListener: (name: string, listener: (event: object) => void) => this.listeners.set(name, listener),
      clients: { matchAll: async () => this.windows, openWindow: async (address: string) => this.opened.push(address) },
      registration: {
        showNotification: async (title: string, options: Shown['options']) => this.shown.push({ title, options }),
        pushManager: {
          subscribe: async (options: unknown) => (
            this.subscribed.push(options),
            { endpoint: 'https://push.example/renewed' }
          ),
        },
      },
    };
    const fetch = async (address: string, options: { body: string }) =>
      this.sent.push({ address, body: JSON.parse(options.body) });
    new Function('self', 'fetch', SOURCE)(self, fetch);
  }

  async happen(name: string, event: object): Promise<void> {
    const waiting: Promise<unknown>[] = [];
    this.listeners.get(name)?.({ ...event, waitUntil: (promise: Promise<unknown>) => waiting.push(promise) });
    await Promise.all(waiting);
  }

  push = (text: string | null) =>
    this.happen('push', { data: text === null ? null : { json: () => JSON.parse(text) } });
  click = (place?: string) =>
    this.happen('notificationclick', { notification: { close: () => undefined, data: place && { place } } });
  open(place: string) {
    const one: Browser['windows'][number] = { url: HERE + place, focus: () => (one.focused = true) };
    this.windows.push(one);
    return one;
  }
}

describe('the worker of news', () => {
  let browser: Browser;
  beforeEach(() => {
    browser = new Browser();
  });

  it('shows who did what, one message for each thread', async () => {
    await browser.push(
      JSON.stringify({ title: 'Grace replied on Tides', body: 'Yes.', place: '/t/lab/papers/1', about: 'a1' }),
    );
    expect(browser.shown).toMatchObject([
      {
        title: 'Grace replied on Tides',
        options: { body: 'Yes.', tag: 'a1', renotify: true, data: { place: '/t/lab/papers/1' } },
      },
    ]);
  });

  it.each([null, 'no JSON', '{}'])('shows something for %j, since browsers demand it', async (text) => {
    await browser.push(text);
    expect(browser.shown).toMatchObject([{ title: 'ScrollKeeper', options: { data: { place: '/inbox' } } }]);
  });

  it('goes to the window that shows the page', async () => {
    browser.open('/inbox');
    const there = browser.open('/t/lab/papers/1?thread=2');
    await browser.click('/t/lab/papers/1?thread=2');
    expect([there.focused, browser.opened]).toEqual([true, []]);
  });

  it('opens one where none does, and leaves the others as they are', async () => {
    const other = browser.open('/t/lab/papers/3');
    await browser.click('/t/lab/papers/1?thread=2');
    await browser.click();
    expect([other.focused, browser.opened]).toEqual([undefined, [`${HERE}/t/lab/papers/1?thread=2`, `${HERE}/inbox`]]);
  });

  it.each(['https://evil.example/', '//evil.example/', 'javascript:alert(1)'])('never leads to %s', async (place) => {
    await browser.click(place);
    expect(browser.opened).toEqual([]);
  });

  it('tells the server of a subscription that the browser renewed', async () => {
    await browser.happen('pushsubscriptionchange', { newSubscription: { endpoint: 'https://push.example/new' } });
    await browser.happen('pushsubscriptionchange', { oldSubscription: { options: { userVisibleOnly: true } } });
    await browser.happen('pushsubscriptionchange', {});
    expect(browser.subscribed).toEqual([{ userVisibleOnly: true }]);
    expect(browser.sent).toEqual([
      { address: '/api/me/push', body: { endpoint: 'https://push.example/new' } },
      { address: '/api/me/push', body: { endpoint: 'https://push.example/renewed' } },
    ]);
  });
});
