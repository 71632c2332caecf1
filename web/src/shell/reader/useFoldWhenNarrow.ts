// Folds what was open beside the pages when the window is made narrow.
import { useEffect, useEffectEvent, useRef } from 'react';

/** A window made narrow has no room for what was open beside the pages. */
export function useFoldWhenNarrow(wide: boolean, fold: () => void): void {
  const onNarrow = useEffectEvent(fold);
  const before = useRef(wide);
  useEffect(() => {
    if (before.current && !wide) onNarrow();
    before.current = wide;
  }, [wide]);
}
