// An event of the log as a sentence.
import type { TeamEvent } from '../../../api/types';

const STATUS: Record<string, string> = {
  queued: 'The paper waits to be read',
  parsing: 'Reading began',
  ready: 'The paper was read',
  failed: 'The paper could not be read',
  parked: 'Reading the paper was given up',
};

export function eventText(event: Pick<TeamEvent, 'name' | 'person' | 'data'>): string {
  const who = event.person?.name ?? 'ScrollKeeper';
  const data = event.data as { status?: string; reason?: string | null; fields?: string[] };
  switch (event.name) {
    case 'paper.added':
      return `${who} added the paper`;
    case 'paper.changed':
      return data.fields?.length ? `${who} set ${data.fields.join(', ')}` : `${who} changed the paper`;
    case 'paper.deleted':
      return `${who} put the paper into the bin`;
    case 'paper.restored':
      return `${who} restored the paper`;
    case 'paper.status':
      return [STATUS[data.status ?? ''] ?? 'The paper moved on', data.reason].filter(Boolean).join(': ');
    case 'upload.finished':
      return `${who} uploaded the file`;
    case 'annotation.added':
      return `${who} annotated the paper`;
    case 'comment.added':
      return `${who} wrote in a thread`;
    case 'thread.resolved':
      return `${who} resolved a thread`;
    case 'thread.reopened':
      return `${who} opened a thread again`;
    case 'thread.assigned':
      return `${who} assigned a thread`;
    default:
      return `${who}: ${event.name}`;
  }
}
