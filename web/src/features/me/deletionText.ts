// What of an account's things stays, in a sentence.
import type { Schemas } from '../../api/schemas';

/** “no papers”, “one paper”, “3 papers”. */
export function count(number: number, thing: string): string {
  if (number === 0) return `no ${thing}s`;
  return number === 1 ? `one ${thing}` : `${number} ${thing}s`;
}

export function whatStays({
  papers,
  annotations,
  comments,
}: Pick<Schemas['DeletionOut'], 'papers' | 'annotations' | 'comments'>): string {
  const parts = [
    papers && count(papers, 'paper'),
    annotations && count(annotations, 'annotation'),
    comments && count(comments, 'comment'),
  ].filter((part): part is string => Boolean(part));
  if (parts.length === 0) return 'Nothing. You haven’t added anything to other people’s teams.';
  const last = parts.pop() ?? '';
  const all = parts.length ? `${parts.join(', ')} and ${last}` : last;
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}.`;
}
