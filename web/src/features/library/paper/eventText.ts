// An event of the log as a sentence.
import type { Schemas } from '../../../api/schemas';
import { FIELDS } from '../../../ui/csl';

const STATUS: Record<string, string> = {
  queued: 'The paper waits to be read',
  parsing: 'Reading began',
  ready: 'The paper was read',
  failed: 'The paper could not be read',
  parked: 'Reading the paper was given up',
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

const LABELS: Record<string, string> = {
  ...Object.fromEntries(
    FIELDS.map(({ name, label }) => [name, /^(DOI|arXiv)$/.test(label) ? label : label.toLowerCase()]),
  ),
  'container-title': 'journal',
};

function changeText(who: string, byPerson: boolean, fields: string[], reread: boolean): string {
  const said = fields.map((field) => LABELS[field] ?? field.replaceAll('-', ' ')).join(', ');
  if (byPerson) return said ? `${who} set ${said}` : `${who} changed the paper`;
  if (reread) return said ? `${who} re-read this paper: ${said} changed` : `${who} re-read this paper`;
  return said ? `${who} found ${said}` : `${who} changed the paper`;
}
