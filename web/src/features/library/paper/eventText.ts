// An event of the log as a sentence.
import type { Schemas } from '../../../api/schemas';
import { FIELDS } from '../../../ui/cslFields';

const STATUS: Record<string, string> = {
  queued: 'Waiting to be processed',
  parsing: 'Processing started',
  ready: 'Processed',
  failed: 'Processing failed',
  parked: 'Processing failed repeatedly',
};

export function eventText(event: Pick<Schemas['EventOut'], 'name' | 'person' | 'data'>): string {
  const who = event.person?.name ?? 'ScrollKeeper';
  const data = event.data as { status?: string; reason?: string | null; fields?: string[]; reread?: boolean };
  switch (event.name) {
    case 'paper.added':
      return `${who} added the paper`;
    case 'paper.changed':
      return changeText(who, event.person !== null, data.fields ?? [], data.reread ?? false);
    case 'paper.deleted':
      return `${who} moved the paper to the trash`;
    case 'paper.restored':
      return `${who} restored the paper`;
    case 'paper.merged':
      return `${who} merged another paper into this one`;
    case 'paper.unmerged':
      return `${who} undid a merge with another paper`;
    case 'paper.status':
      return [STATUS[data.status ?? ''] ?? 'Status changed', data.reason].filter(Boolean).join(': ');
    case 'upload.finished':
      return `${who} uploaded the file`;
    case 'annotation.added':
      return `${who} annotated the paper`;
    case 'comment.added':
      return `${who} commented`;
    case 'thread.resolved':
      return `${who} resolved a thread`;
    case 'thread.reopened':
      return `${who} reopened a thread`;
    case 'thread.assigned':
      return `${who} assigned a thread`;
    default:
      return `${who} changed the paper`;
  }
}

const LABELS: Record<string, string> = {
  ...Object.fromEntries(
    FIELDS.map(({ name, label }) => [name, /^(DOI|arXiv)$/.test(label) ? label : label.toLowerCase()]),
  ),
  'container-title': 'journal',
};

/** What a custom field is called is not in the log. */
const labelOf = (field: string) =>
  field.startsWith('custom:') ? 'custom fields' : (LABELS[field] ?? field.replaceAll('-', ' '));

function changeText(who: string, byPerson: boolean, fields: string[], reread: boolean): string {
  const said = [...new Set(fields.map(labelOf))].join(', ');
  if (byPerson) return said ? `${who} edited ${said}` : `${who} changed the paper`;
  if (reread) return said ? `${who} reprocessed the paper: ${said} changed` : `${who} reprocessed the paper`;
  return said ? `${who} filled in ${said}` : `${who} changed the paper`;
}
