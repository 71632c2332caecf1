// How alike papers must be to be shown as duplicates.
import type { Schemas } from '../../api/schemas';

export type Preset = Schemas['DuplicateGroup']['preset'];

export const PRESETS: { value: Preset; label: string; meaning: string }[] = [
  { value: 'strict', label: 'Strict', meaning: 'The same identifier, or the same title, authors and year.' },
  {
    value: 'normal',
    label: 'Normal',
    meaning:
      'The same identifier, or nearly the same title by the same people, even where a year or journal is missing.',
  },
  {
    value: 'loose',
    label: 'Loose',
    meaning: 'Also papers that may be versions of one work, such as a preprint and the article published later.',
  },
];

export function readPreset(value: unknown): Preset | undefined {
  return PRESETS.find((one) => one.value === value)?.value;
}
