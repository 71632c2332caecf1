// Finds `@Name` in the text of a Markdown tree and makes it a link to a person, which the page shows as a name.

interface Node {
  type: string;
  value?: string;
  url?: string;
  children?: Node[];
}

const NOBODY = 'person:00000000-0000-0000-0000-000000000000';

/** A remark plugin: names after an `@` are marked, longest first, outside of code and links. */
export function markMentions(names: string[]) {
  const whole = names.flatMap((name) => [name, name.split(/\s+/)[0] ?? name]).filter(Boolean);
  const wanted = [...new Set(whole)].toSorted((a, b) => b.length - a.length).map(escaped);
  const pattern = wanted.length ? new RegExp(`(^|[^\\p{L}\\p{N}_@.])(@(?:${wanted.join('|')}))(?![\\p{L}\\p{N}_])`, 'giu') : null;
  return (tree: Node) => {
    if (pattern) walk(tree, pattern);
  };
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+');
}

function walk(node: Node, pattern: RegExp): void {
  if (!node.children || node.type === 'link') return;
  node.children = node.children.flatMap((child) => {
    if (child.type === 'text' && child.value) return split(child.value, pattern);
    walk(child, pattern);
    return [child];
  });
}

function split(text: string, pattern: RegExp): Node[] {
  const found: Node[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const start = match.index + (match[1]?.length ?? 0);
    if (start > at) found.push({ type: 'text', value: text.slice(at, start) });
    found.push({ type: 'link', url: NOBODY, children: [{ type: 'text', value: match[2] ?? '' }] });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ type: 'text', value: text.slice(at) });
  return found;
}
