// How far one is with a paper, in words, and when it is due.

export const STATUSES = ['to_read', 'reading', 'read'] as const;
export type Status = (typeof STATUSES)[number];
export const STATUS_WORDS: Record<Status, string> = { to_read: 'To read', reading: 'Reading', read: 'Read' };

const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** “due 24 Dec 2026”, “was due 24 Dec 2026”; the day itself is not too late. */
export function dueInWords(due: string, status: Status, now: Date = new Date()): { words: string; late: boolean } {
  const late = status !== 'read' && new Date(`${due}T23:59:59`).getTime() < now.getTime();
  return { words: `${late ? 'was due' : 'due'} ${day.format(new Date(`${due}T12:00`))}`, late };
}
