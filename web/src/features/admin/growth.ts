// The growth of the instance in words, from what came in the last 30 days and in the 30 before.
import type { Schemas } from '../../api/schemas';
import { bytes } from '../../ui/bytes';

const MONTHS_WORTH_SAYING = 24;

function counted(count: number, one: string, many: string): string {
  return count === 0 ? `no ${many}` : count === 1 ? `one ${one}` : `${count.toLocaleString()} ${many}`;
}

function came({ people, papers, bytes: size }: Schemas['InstanceUsage']['month']): string {
  return `${counted(people, 'person', 'people')} and ${counted(papers, 'paper', 'papers')}${size ? ` (${bytes(size)})` : ''}`;
}

export function growth({ month, month_before: before }: Schemas['InstanceUsage']): string {
  const words = came(month);
  const now = `${words.charAt(0).toUpperCase()}${words.slice(1)} added in the last 30 days`;
  if (before.people === 0 && before.papers === 0) return `${now}; none in the 30 days before.`;
  return `${now}; ${came(before)} in the 30 days before.`;
}

/** How long the disk lasts at this pace; nothing where that is far away or unknown. */
export function outlook({ disk_free_bytes: free, disk_bytes: all, month }: Schemas['InstanceUsage']): string {
  if (free === null || all === null) return '';
  const left = `${bytes(free)} of ${bytes(all)} free.`;
  const months = month.bytes > 0 ? free / month.bytes : Infinity;
  if (months < 1)
    return `${left} At this rate the disk will be full within a month. Free up space, or move files to S3.`;
  if (months < MONTHS_WORTH_SAYING)
    return `${left} At this rate the disk will be full in about ${Math.floor(months)} ${Math.floor(months) === 1 ? 'month' : 'months'}.`;
  return left;
}
