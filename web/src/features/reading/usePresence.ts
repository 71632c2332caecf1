// Who else reads this paper: told of and heard over the live connection, and followed where one wants to.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { live, useLive } from '../../live/live';
import { PresenceRoom, type Said } from '../../live/presence';
import { pointerAt, showPointer } from './pointer';
import type { Opened } from '../../viewer/openFile';

/** What a person does with their own hands ends the following. */
const HANDS = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

export function usePresence(
  opened: Opened | null,
  ready: boolean,
  container: React.RefObject<HTMLDivElement | null>,
  paper: string,
  file: string,
) {
  const topic = `paper:${paper}`;
  const [room] = useState(
    () => new PresenceRoom(Math.random().toString(36).slice(2), (said) => live.tell(topic, 'presence', said)),
  );
  const others = useSyncExternalStore(room.onChange, room.getOthers);
  const followed = others.find((one) => one === room.followed && one.place?.file === file) ?? null;

  useLive(topic, {
    onWhisper: (name, data) => {
      if (name === 'presence') room.heard(data as unknown as Said, data.person as { id: string; name: string });
    },
    onFresh: () => room.enter(),
  });
  useEffect(() => {
    room.enter();
    const back = live.onState((state) => state === 'open' && room.enter());
    const leave = () => room.leave();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      back();
      room.leave();
    };
  }, [room]);

  useEffect(() => {
    if (!opened || !ready) return;
    const { page } = opened.viewer.state;
    room.moved({ file, page, y: 0 });
    return opened.viewer.watchPlace((place) => room.moved({ file, page: place.page, y: place.y }));
  }, [opened, ready, room, file]);

  useEffect(() => {
    const box = container.current;
    if (!box || !opened) return;
    const pointed = (event: PointerEvent) => room.pointed(pointerAt(opened.viewer, event.clientX, event.clientY));
    const left = () => room.pointed(null);
    box.addEventListener('pointermove', pointed);
    box.addEventListener('pointerleave', left);
    return () => {
      box.removeEventListener('pointermove', pointed);
      box.removeEventListener('pointerleave', left);
    };
  }, [container, opened, room]);

  const { page, y } = followed?.place ?? { page: 0, y: 0 };
  useEffect(() => {
    if (opened && page) opened.viewer.goTo({ page, y });
  }, [opened, page, y]);
  useEffect(() => {
    if (opened) showPointer(opened.viewer, followed?.pointer ?? null, followed?.person.name ?? '');
  }, [opened, followed]);

  const isFollowing = followed !== null;
  useEffect(() => {
    const box = container.current;
    if (!box || !isFollowing) return;
    const stop = () => room.follow(null);
    for (const name of HANDS) box.addEventListener(name, stop, { passive: true });
    return () => {
      for (const name of HANDS) box.removeEventListener(name, stop);
    };
  }, [container, isFollowing, room]);

  return { others, followed, follow: (window: string | null) => room.follow(window) };
}
