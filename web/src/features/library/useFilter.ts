// The text of the filter box, which follows the address and goes there.
import { useEffect, useEffectEvent, useState } from 'react';
import type { LibraryView } from './view';

const TYPING_MS = 180;

/** What stands in the filter box, handed on to the address once typing rests. */
export function useFilter(view: LibraryView, onView: (view: LibraryView) => void) {
  const wanted = view.filter ?? '';
  const [text, setText] = useState(wanted);
  const [last, setLast] = useState(wanted);
  if (wanted !== last) {
    setLast(wanted);
    if (wanted !== text.trim()) setText(wanted);
  }
  const hand = useEffectEvent((filter: string) => {
    if (filter !== wanted) onView({ ...view, filter: filter || undefined });
  });
  useEffect(() => {
    const timer = window.setTimeout(() => hand(text.trim()), TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return [text, setText] as const;
}
