// Kinds of custom fields in words, and their values as text.
import type { CustomField, Schemas } from '../../../api/schemas';

export type Kind = CustomField['kind'];
export type Value = Schemas['PaperOut']['fields'][string];

export const KINDS: { value: Kind; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'date', label: 'Date' },
  { value: 'choice', label: 'Choice' },
  { value: 'person', label: 'Person' },
  { value: 'link', label: 'Link' },
  { value: 'yes_no', label: 'Yes/no' },
];

export const kindName = (kind: Kind) => KINDS.find((one) => one.value === kind)?.label ?? kind;

/** A value as people read it. */
export function valueText(value: Value | null | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'object' ? value.name : String(value);
}

/** A value as it is edited: of a person their id. */
export function editedText(value: Value | undefined): string {
  return typeof value === 'object' ? value.id : valueText(value);
}

export const HINTS: Partial<Record<Kind, string>> = {
  date: 'A year, a month or a day: 2024, 2024-05, 2024-05-17',
  link: 'A web address',
};
