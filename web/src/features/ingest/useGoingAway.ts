// How the uploads panel gets out of the way by itself.
import { useRouterState } from '@tanstack/react-router';
import { useEffect, type RefObject } from 'react';
import { panel, type PanelSize } from './panelState';

const LOOK_EVERY_MS = 500;
const QUIET_MS = { open: 4_000, small: 6_000 };
// Below this the panel lies over the page from side to side.
const NARROW = '(max-width: 48em)';

/** Once everything is through it folds, then goes; never under the pointer or the keyboard, nor if somebody opened it. */
export function useGoingAway(box: RefObject<HTMLElement | null>, allThrough: boolean, size: PanelSize): void {
  useEffect(() => {
    if (!allThrough || size === 'closed') return undefined;
    let quiet = 0;
    const timer = window.setInterval(() => {
      quiet = panel.isKept() || box.current?.matches(':hover, :focus-within') ? 0 : quiet + LOOK_EVERY_MS;
      if (quiet < QUIET_MS[size]) return;
      if (size === 'open') panel.shrink();
      else panel.close();
    }, LOOK_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [box, allThrough, size]);
}

/** In a narrow window there is room for the panel or for the page that somebody goes to. */
export function useSmallOnTheWay(): void {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(() => {
    if (panel.size() === 'open' && window.matchMedia(NARROW).matches) panel.shrink();
  }, [path]);
}
