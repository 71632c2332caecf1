// Editing in place: once it is over, the keyboard is back on the value.
import { useEffect, useRef, useState } from 'react';

export function useEditInPlace(begun = false) {
  const [editing, setEditing] = useState(begun);
  const value = useRef<HTMLButtonElement>(null);
  const before = useRef(editing);
  useEffect(() => {
    // Whoever has gone on to something else meanwhile stays there.
    if (before.current && !editing && document.activeElement === document.body) value.current?.focus();
    before.current = editing;
  }, [editing]);
  return { editing, value, begin: () => setEditing(true), end: () => setEditing(false) };
}
