// What the citation engine printed, as elements: the few tags that it has, and no HTML is ever set.
import { createElement, useMemo, type CSSProperties, type ReactNode } from 'react';
import classes from './Formatted.module.css';

const PLAIN = new Set(['I', 'EM', 'B', 'SUP', 'SUB']);
const STYLES: Record<string, CSSProperties> = {
  'font-style:normal;': { fontStyle: 'normal' },
  'font-variant:small-caps;': { fontVariant: 'small-caps' },
  'font-variant:normal;': { fontVariant: 'normal' },
  'font-weight:normal;': { fontWeight: 'normal' },
  'text-decoration:none;': { textDecoration: 'none' },
  'text-decoration:underline;': { textDecoration: 'underline' },
};
const PARTS: Record<string, string | undefined> = {
  'csl-left-margin': classes.label,
  'csl-right-inline': classes.inline,
  'csl-block': classes.block,
  'csl-indent': classes.indent,
};

function elementOf(node: Node, key: number): ReactNode {
  if (!(node instanceof Element)) return node.textContent;
  const within = [...node.childNodes].map(elementOf);
  if (PLAIN.has(node.tagName)) return createElement(node.tagName.toLowerCase(), { key }, ...within);
  if (node.tagName === 'DIV')
    return (
      <div key={key} className={PARTS[node.className]}>
        {within}
      </div>
    );
  return (
    <span key={key} style={STYLES[node.getAttribute('style') ?? '']}>
      {within}
    </span>
  );
}

export function Formatted({ html }: { html: string }) {
  const body = useMemo(() => new DOMParser().parseFromString(html, 'text/html').body, [html]);
  return <>{[...body.childNodes].map(elementOf)}</>;
}
