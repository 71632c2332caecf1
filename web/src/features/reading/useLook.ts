// How the pages look: as printed, on sepia, or light on dark; remembered in this browser.
import { useState } from 'react';

export const LOOKS = ['paper', 'sepia', 'night'] as const;
export type Look = (typeof LOOKS)[number];
const KEY = 'scrollkeeper.pages';

export const LOOK_NAMES: Record<Look, string> = { paper: 'as printed', sepia: 'sepia', night: 'light on dark' };

function remembered(): Look {
  const kept = window.localStorage.getItem(KEY);
  return LOOKS.find((one) => one === kept) ?? 'paper';
}

export function useLook(): [Look, () => void] {
  const [look, setLook] = useState(remembered);
  function next(): void {
    const other = LOOKS[(LOOKS.indexOf(look) + 1) % LOOKS.length] ?? 'paper';
    window.localStorage.setItem(KEY, other);
    setLook(other);
  }
  return [look, next];
}
