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
  file: 'name of a file',
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
const PIECE = /(?:^|\s)(-?)(?:("[^"]+"|[^\s":]+):)?("[^"]*|[^\s":]*)$/i;
/** Custom fields are in the vocabulary so, by their names. */
const CUSTOM = 'custom:';

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

export function complete(text: string, caret: number, vocabulary: Vocabulary): Completion | null {
  const piece = PIECE.exec(text.slice(0, caret));
  if (!piece) return null;
  const [, minus = '', field, value = ''] = piece;
  const start = caret - minus.length - (field ? field.length + 1 : 0) - value.length;
  const wanted = fold(value.replace(/^"/, ''));
  if (field === undefined) {
    if (!wanted || value.startsWith('"')) return null;
    const options = [
      ...Object.entries(HINTS).map(([name, hint]) => ({ name, written: name, hint })),
      ...customIn(vocabulary).map((name) => ({ name, written: fieldName(name), hint: 'a custom field' })),
    ]
      .filter(({ name }) => fold(name).startsWith(wanted))
      .map(({ name, written, hint }) => ({ text: `${minus}${written}:`, label: `${name}:`, hint }));
    return options.length ? { start, end: caret, options } : null;
  }
  const plain = field.replaceAll('"', '').toLowerCase();
  const own = customIn(vocabulary).find((one) => one.toLowerCase() === plain);
  const ofTeam = own !== undefined && (field.startsWith('"') || !(plain in HINTS));
  const name = ofTeam ? field : plain;
  const known = vocabulary[ofTeam ? CUSTOM + own : plain] ?? CHOICES[plain] ?? [];
  const options = known
    .filter((one) => fold(one).includes(wanted) && one !== value)
    .toSorted((a, b) => Number(fold(b).startsWith(wanted)) - Number(fold(a).startsWith(wanted)))
    .slice(0, MOST)
    .map((one) => ({ text: `${minus}${name}:${quoted(one)} `, label: one }));
  return options.length ? { start, end: caret, options } : null;
}

const customIn = (vocabulary: Vocabulary) =>
  Object.keys(vocabulary)
    .filter((key) => key.startsWith(CUSTOM))
    .map((key) => key.slice(CUSTOM.length));

/** A custom field as it is typed: in quotes where its name has several words or is that of another condition. */
function fieldName(name: string): string {
  return /[\s:]/.test(name) || name.toLowerCase() in HINTS ? `"${name}"` : name;
}

/** A condition as it is typed; the language has no sign for a quote within quotes. */
export function quoted(value: string): string {
  const plain = value.replaceAll('"', ' ');
  return /\s/.test(plain) ? `"${plain}"` : plain;
}
