// What a file is to its paper, in words.
import type { Schemas } from '../../../api/schemas';

export type FileKind = Schemas['FileOut']['kind'];

export const FILE_KINDS: { value: FileKind; label: string }[] = [
  { value: 'article', label: 'Article' },
  { value: 'supplement', label: 'Supplement' },
  { value: 'translation', label: 'Translation' },
  { value: 'other', label: 'Other' },
];

export const kindText = (kind: FileKind) => FILE_KINDS.find((one) => one.value === kind)?.label ?? kind;
