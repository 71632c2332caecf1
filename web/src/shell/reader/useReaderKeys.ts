// Keys of the reader that are not a tool's own.
import { type RefObject, useEffect, useEffectEvent } from 'react';
import { useAnnotating } from '../../features/annotations/Annotating';
import { useThreadActions } from '../../features/discussions/useThreadActions';
import { useThreads } from '../../features/discussions/useThreads';
import { isTyping } from '../../ui/keyboard';
import type { ReaderViewer } from '../../viewer/viewer';

/** Ctrl-F finds, + and − zoom, [ and ] go a page back and on, o shows the contents. */
export function useReaderKeys(
  container: RefObject<HTMLDivElement | null>,
  find: () => void,
  contents: () => void,
  viewer: ReaderViewer | undefined,
): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'f' && viewer) {
      event.preventDefault();
      find();
      return;
    }
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || !viewer) return;
    const actions: Record<string, () => void> = {
      '+': () => viewer.zoomBy(1),
      '=': () => viewer.zoomBy(1),
      '-': () => viewer.zoomBy(-1),
      ']': () => viewer.goToPage(viewer.state.page + 1),
      '[': () => viewer.goToPage(viewer.state.page - 1),
      o: contents,
      r: () => viewer.rotate(),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    container.current?.focus({ preventScroll: true });
    return () => window.removeEventListener('keydown', listener);
  }, [container]);
}

/** On the chosen annotation: a answers, x settles its thread. */
export function useThreadKeys(): void {
  const { chosen, answer } = useAnnotating();
  const { threads } = useThreads();
  const { settle } = useThreadActions();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!chosen || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const thread = threads.find((one) => one.annotation === chosen);
    if (event.key === 'x' && thread?.can.includes('resolve')) void settle(thread);
    if (event.key !== 'a') return;
    event.preventDefault();
    answer(chosen);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
