// Finds `@Name` in the text of a Markdown tree and makes it a link to a person, which the page shows as a name.

interface Node {
  type: string;
  value?: string;
  url?: string;
  children?: Node[];
}

const NOBODY = 'person:00000000-0000-0000-0000-000000000000';

/** Scripts that are written without spaces, and Korean, whose particles follow a name at once (as in discussions/naming.py). */
export const UNSPACED =
  '\\u0e00-\\u0fff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u3130-\\u318f\\u31f0-\\u31ff' +
  '\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
const ends = new RegExp(`[${UNSPACED}]$`, 'u');

/** A remark plugin: names after an `@`, with or without their accents, are marked, longest first, outside of code and links. */
export function markMentions(names: string[]) {
  const whole = names.flatMap((name) => [name, name.split(/\s+/)[0] ?? name]).filter(Boolean);
  const wanted = [...new Set(whole)]
    .toSorted((a, b) => b.length - a.length)
    .map((name) => tolerant(name, names.includes(name)));
  const pattern = wanted.length
    ? new RegExp(`(^|[^\\p{L}\\p{N}\\p{M}_@.]|[${UNSPACED}])([@＠](?:${wanted.join('|')}))`, 'giu')
    : null;
  return (tree: Node) => {
    if (pattern) walk(tree, pattern);
  };
}

/** A pattern for the decomposed text: any accents or none, and the end of the name. */
function tolerant(name: string, isWhole: boolean): string {
  const bare = [...name.normalize('NFD').replaceAll(/\p{M}/gu, '')]
    .map((char) => (/\s/.test(char) ? '\\s+' : `${escaped(char)}\\p{M}*`))
    .join('');
  const unspaced = ends.test(name);
  if (unspaced && isWhole && name.length > 1) return bare;
  return `${bare}(?!${unspaced ? '' : `(?![${UNSPACED}])`}[\\p{L}\\p{N}\\p{M}_])`;
}

function escaped(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&');
}

function walk(node: Node, pattern: RegExp): void {
  if (!node.children || node.type === 'link') return;
  node.children = node.children.flatMap((child) => {
    if (child.type === 'text' && child.value) return split(child.value, pattern);
    walk(child, pattern);
    return [child];
  });
}

function split(said: string, pattern: RegExp): Node[] {
  const found: Node[] = [];
  const text = said.normalize('NFD');
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const start = match.index + (match[1]?.length ?? 0);
    if (start > at) found.push({ type: 'text', value: text.slice(at, start).normalize() });
    found.push({ type: 'link', url: NOBODY, children: [{ type: 'text', value: (match[2] ?? '').normalize() }] });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ type: 'text', value: text.slice(at).normalize() });
  return found;
}
