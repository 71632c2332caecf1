// Which entries of the palette fit what was typed, the best first. Pure.

export interface Entry {
  id: string;
  label: string;
  /** What kind of thing it is: shown beside it, and searched too. */
  kind: string;
  run: () => void;
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Entries that have every word, those whose label begins so before others; otherwise in the order given. */
export function matching<E extends Pick<Entry, 'label' | 'kind'>>(entries: E[], typed: string): E[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const whole = words.join(' ');
  return entries
    .map((entry) => ({ entry, label: fold(entry.label), text: fold(`${entry.label} ${entry.kind}`) }))
    .filter(({ text }) => words.every((word) => text.includes(word)))
    .toSorted((a, b) => Number(b.label.startsWith(whole)) - Number(a.label.startsWith(whole)))
    .map(({ entry }) => entry);
}
