// What a merge keeps unless one chooses otherwise, and what is sent of that. Pure.
import type { Schemas } from '../../api/schemas';
import { dateText, names, textOf, type Csl } from '../../ui/csl';
import { FIELDS } from '../../ui/cslFields';
import { typeName } from '../../ui/cslTypes';

export type Group = Schemas['DuplicateGroup'];
export type GroupPaper = Schemas['DuplicatePaper'];

export interface Choice {
  into: string;
  /** Papers that are merged: the kept one among them. */
  included: string[];
  /** Field → the paper whose value is kept. */
  fields: Record<string, string>;
}

/** The paper with a file and the most said about it; of equals the oldest, to which links may lead. */
export function bestOf(papers: GroupPaper[]): GroupPaper | undefined {
  const worth = (paper: GroupPaper) => (paper.files.length ? 1000 : 0) + Object.keys(paper.metadata).length;
  return papers.reduce<GroupPaper | undefined>(
    (best, one) => (best && worth(best) >= worth(one) ? best : one),
    undefined,
  );
}

/** The paper that a field comes from: the chosen one, the kept one if it has it, or the first that does. */
export function sourceOf(group: Group, choice: Choice, field: string): string | undefined {
  const having = group.papers.filter((paper) => choice.included.includes(paper.id) && field in paper.metadata);
  const wanted = [choice.fields[field], choice.into];
  return (wanted.map((id) => having.find((paper) => paper.id === id)).find((paper) => paper !== undefined) ?? having[0])
    ?.id;
}

/** What the server is asked to do. */
export function bodyOf(group: Group, choice: Choice): Schemas['MergePapersIn'] {
  const from = group.papers.map((paper) => paper.id).filter((id) => id !== choice.into && choice.included.includes(id));
  const metadata: Record<string, string> = {};
  for (const field of group.differing) {
    const source = sourceOf(group, choice, field);
    if (source) metadata[field] = source;
  }
  return { into: choice.into, from, metadata };
}

function place(name: string): number {
  const at = FIELDS.findIndex((field) => field.name === name);
  return at < 0 ? FIELDS.length : at;
}

/** Fields that differ, in the order in which a paper shows them. */
export function ordered(fields: string[]): string[] {
  return fields.toSorted((one, other) => place(one) - place(other) || one.localeCompare(other));
}

export function labelOf(field: string): string {
  const known = FIELDS.find((one) => one.name === field)?.label;
  const words = field.replaceAll('-', ' ');
  return known ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value as people read it. */
export function valueText(metadata: Csl, field: string): string {
  const value = metadata[field];
  if (field === 'type') return typeName(textOf(metadata, field));
  if (Array.isArray(value)) return names(metadata, field).join(', ');
  if (value && typeof value === 'object') return dateText(metadata, field);
  return textOf(metadata, field);
}

export function titleOf(paper: GroupPaper): string {
  return textOf(paper.metadata, 'title') || paper.files[0] || 'Untitled paper';
}
