// Times in the reader's own language and zone.

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' });

/** “just now”, “5 minutes ago”, “yesterday”, “12 Mar”, “12 Mar 2024”. */
export function ago(iso: string, now: number = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const past = Math.abs(seconds);
  if (past < 45) return 'just now';
  if (past < 3_570) return relative.format(Math.round(seconds / 60), 'minute');
  if (past < 84_600) return relative.format(Math.round(seconds / 3_600), 'hour');
  if (past < 6.5 * 86_400) return relative.format(Math.round(seconds / 86_400), 'day');
  const date = new Date(iso);
  return (date.getFullYear() === new Date(now).getFullYear() ? day : dayAndYear).format(date);
}

/** “12 March 2026 at 14:03”. */
export function exactly(iso: string): string {
  return whole.format(new Date(iso));
}

/** “3 s”, “4 min”, “2 h 10 min”. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** “12 Mar 2026”. */
export function onDay(iso: string): string {
  return dayAndYear.format(new Date(iso));
}

export function isPast(iso: string, now: number = Date.now()): boolean {
  return new Date(iso).getTime() < now;
}
