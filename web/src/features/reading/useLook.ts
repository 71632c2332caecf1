// How the pages look: as printed, sepia or dark; remembered in this browser.
import { useComputedColorScheme } from '@mantine/core';
import { useState } from 'react';

export const LOOKS = ['paper', 'sepia', 'night'] as const;
export type Look = (typeof LOOKS)[number];
const KEY = 'scrollkeeper.pages';

export const LOOK_NAMES: Record<Look, string> = { paper: 'As printed', sepia: 'Sepia', night: 'Dark' };

/** What was chosen in this browser; until then the pages follow the theme. */
export function useLook(): [Look, (look: Look) => void] {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const [chosen, setChosen] = useState(() => LOOKS.find((one) => one === window.localStorage.getItem(KEY)));
  function choose(look: Look): void {
    window.localStorage.setItem(KEY, look);
    setChosen(look);
  }
  return [chosen ?? (scheme === 'dark' ? 'night' : 'paper'), choose];
}
