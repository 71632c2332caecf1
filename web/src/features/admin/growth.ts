// The growth of the instance in words, from what came in the last 30 days and in the 30 before.
import type { Schemas } from '../../api/schemas';
import { bytes } from '../../ui/bytes';

const MONTHS_WORTH_SAYING = 24;

function counted(count: number, one: string, many: string): string {
  return count === 0 ? `no ${many}` : count === 1 ? `one ${one}` : `${count.toLocaleString()} ${many}`;
}

function came({ people, papers, bytes: size }: Schemas['InstanceUsage']['month']): string {
  return `${counted(people, 'person', 'people')} and ${counted(papers, 'paper', 'papers')}${size ? ` with ${bytes(size)}` : ''}`;
}

export function growth({ month, month_before: before }: Schemas['InstanceUsage']): string {
  const now = `In the last 30 days came ${came(month)}`;
  if (before.people === 0 && before.papers === 0) return `${now}; nothing in the 30 days before.`;
  return `${now}; in the 30 days before, ${came(before)}.`;
}

/** How long the disk lasts at this pace; nothing where that is far away or unknown. */
export function outlook({ disk_free_bytes: free, disk_bytes: all, month }: Schemas['InstanceUsage']): string {
  if (free === null || all === null) return '';
  const left = `${bytes(free)} of the disk’s ${bytes(all)} are free.`;
  const months = month.bytes > 0 ? free / month.bytes : Infinity;
  if (months < 1) return `${left} At this pace it is full within a month: make room, or move the files to an S3.`;
  if (months < MONTHS_WORTH_SAYING)
    return `${left} At this pace it is full in about ${Math.floor(months)} ${Math.floor(months) === 1 ? 'month' : 'months'}.`;
  return left;
}
