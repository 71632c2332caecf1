// Colours of collections and tags, in the order in which they are offered.
import type { Schemas } from '../api/schemas';

export type LabelColor = NonNullable<Schemas['CollectionOut']['color']>;

export const LABEL_COLORS: LabelColor[] = [
  'grey',
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'purple',
  'pink',
];

const SHADES: Record<LabelColor, string> = {
  grey: 'gray',
  red: 'red',
  orange: 'orange',
  yellow: 'yellow',
  green: 'green',
  teal: 'teal',
  blue: 'blue',
  purple: 'grape',
  pink: 'pink',
};

/** A colour for dots and edges, which need less contrast than words. */
export function shadeOf(color: LabelColor): string {
  return `var(--mantine-color-${SHADES[color]}-6)`;
}
