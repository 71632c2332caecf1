// What may follow in the filter box: names of conditions, then their values. Pure.

/** The values that are known, by condition; for those of authors and people, what the list shows. */
export type Vocabulary = Partial<Record<string, readonly string[]>>;

export interface Completion {
  /** From where to where the text is replaced. */
  start: number;
  end: number;
  options: { text: string; label: string; hint?: string }[];
}

const CHOICES: Vocabulary = {
  is: ['unread', 'read', 'doubtful'],
  has: ['file', 'doi', 'abstract', 'tag', 'collection'],
  status: ['ready', 'queued', 'parsing', 'failed', 'parked'],
  year: ['2020..', '2015..2020', '..2000'],
  added: ['<7d', '<30d', '>1y'],
};
const HINTS: Record<string, string> = {
  author: 'an author’s name',
  title: 'words of the title',
  venue: 'journal or conference',
  year: '2015, 2015..2020',
  tag: 'a tag',
  in: 'a collection',
  is: 'unread, read, doubtful',
  has: 'file, doi, abstract, tag, collection',
  status: 'ready, parsing, failed',
  added: '<30d, >1y',
  by: 'who added it',
};
const MOST = 8;
// The last piece before the cursor: a minus, a name, a colon, and what follows, quoted or not.
const PIECE = /(?:^|\s)(-?)(?:([a-z]+):)?("[^"]*|[^\s":]*)$/i;

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

export function complete(text: string, caret: number, vocabulary: Vocabulary): Completion | null {
  const piece = PIECE.exec(text.slice(0, caret));
  if (!piece) return null;
  const [, minus = '', field, value = ''] = piece;
  const start = caret - minus.length - (field ? field.length + 1 : 0) - value.length;
  const wanted = fold(value.replace(/^"/, ''));
  if (field === undefined) {
    if (!wanted || value.startsWith('"')) return null;
    const options = Object.entries(HINTS)
      .filter(([name]) => name.startsWith(wanted))
      .map(([name, hint]) => ({ text: `${minus}${name}:`, label: `${name}:`, hint }));
    return options.length ? { start, end: caret, options } : null;
  }
  const name = field.toLowerCase();
  const known = vocabulary[name] ?? CHOICES[name] ?? [];
  const options = known
    .filter((one) => fold(one).includes(wanted) && one !== value)
    .toSorted((a, b) => Number(fold(b).startsWith(wanted)) - Number(fold(a).startsWith(wanted)))
    .slice(0, MOST)
    .map((one) => ({ text: `${minus}${name}:${quoted(one)} `, label: one }));
  return options.length ? { start, end: caret, options } : null;
}

/** A condition as it is typed; the language has no sign for a quote within quotes. */
export function quoted(value: string): string {
  const plain = value.replaceAll('"', ' ');
  return /\s/.test(plain) ? `"${plain}"` : plain;
}
