// A value of a metadata field as people read it.
import { asText } from './csl';
import { FIELDS } from './cslFields';
import { typeName } from './cslTypes';

export function fieldText(field: string, value: unknown): string {
  const kind = FIELDS.find((one) => one.name === field)?.kind ?? (Array.isArray(value) ? 'names' : 'text');
  const text = asText({ [field]: value }, field, kind).replaceAll('\n', '; ');
  return kind === 'type' && text ? typeName(text) : text;
}

const FAMILY = /"(?:family|literal)": ?"((?:[^"\\]|\\.)*)"/g;

/** The same of a value as it is stored, names and dates as JSON; a long one may be cut off anywhere. */
export function storedText(field: string, stored: string): string {
  if (!/^[[{]/.test(stored)) return fieldText(field, stored);
  try {
    return fieldText(field, JSON.parse(stored)) || stored;
  } catch {
    return [...stored.matchAll(FAMILY)].map(([, name]) => name).join('; ') || stored;
  }
}
