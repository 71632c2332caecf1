// The window's live connection, and the hooks through which pages listen to it.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useSyncExternalStore } from 'react';
import { keys } from '../api/keys';
import type { Me, Team } from '../api/schemas';
import { LiveConnection } from './connection';
import { hold } from './hold';
import type { Listener, LiveState, SocketLike } from './messages';
import { StaleKeys, staleKeys } from './stale';

function openSocket(): SocketLike {
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${scheme}://${window.location.host}/api/live`);
}

export const live = new LiveConnection(openSocket, {
  set: (callback, milliseconds) => window.setTimeout(callback, milliseconds),
  clear: (timer) => window.clearTimeout(timer),
});

/** Keeps the connection up while somebody is signed in. */
export function useLiveConnection(): void {
  const client = useQueryClient();
  useEffect(() => {
    const check = () => live.check();
    const looked = () => document.visibilityState === 'visible' && live.check();
    const forget = live.onState((state) => {
      if (state === 'signed-out') void client.invalidateQueries({ queryKey: keys.me });
    });
    const leave = live.onRemoved(() => void client.invalidateQueries({ queryKey: keys.me }));
    live.start();
    window.addEventListener('online', check);
    document.addEventListener('visibilitychange', looked);
    return () => {
      window.removeEventListener('online', check);
      document.removeEventListener('visibilitychange', looked);
      forget();
      leave();
      live.stop();
    };
  }, [client]);
}

/** Keeps everything kept of a team in step with what its members do. */
export function useLiveTeam({ id: team, clock }: Pick<Team, 'id' | 'clock'>): void {
  const client = useQueryClient();
  const since = useRef(clock);
  useEffect(() => {
    const stale = new StaleKeys(client);
    const nothingKept = client.getQueriesData({ queryKey: keys.team(team) }).every(([, data]) => data === undefined);
    const listener: Listener = {
      onEvent: (event) => {
        const show = () => stale.add(staleKeys(team, event));
        const me = client.getQueryData<Me>(keys.me)?.person.id;
        if (!hold.takes(event, me, show)) show();
      },
      onFresh: () => void client.invalidateQueries({ queryKey: keys.team(team) }),
    };
    // What is asked for from now on is newer than the clock that came with who one is. What was kept before may not be.
    return live.join(`team:${team}`, listener, nothingKept ? since.current : null);
  }, [client, team]);
}

/** Calls the listener for a topic, `team:<id>` or `paper:<id>`. */
export function useLive(topic: string, listener: Listener): void {
  const onEvent = useEffectEvent((event: Parameters<NonNullable<Listener['onEvent']>>[0]) => listener.onEvent?.(event));
  const onWhisper = useEffectEvent((name: string, data: Record<string, unknown>) => listener.onWhisper?.(name, data));
  const onFresh = useEffectEvent(() => listener.onFresh?.());
  useEffect(
    () =>
      live.join(topic, {
        onEvent: (event) => onEvent(event),
        onWhisper: (name, data) => onWhisper(name, data),
        onFresh: () => onFresh(),
      }),
    [topic],
  );
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (changed) => live.onState(changed),
    () => live.state,
  );
}
