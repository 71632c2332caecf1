// Markdown as GitHub has it, with formulas. Nothing of it can be HTML, load a picture from elsewhere, or run.
import 'katex/dist/katex.min.css';
import { createContext, type ComponentProps, type ReactNode, use } from 'react';
import ReactMarkdown, { defaultUrlTransform, type Components } from 'react-markdown';
import rehypeKatex from 'rehype-katex';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import { markMentions } from './mentions';
import styles from './Markdown.module.css';

export interface MarkdownProps {
  text: string;
  /** Names after an `@` that mean people. */
  mentions?: { name: string }[];
  /** What stands in the place of a link, such as the card of a paper; null for a link like any other. */
  card?: (href: string) => ReactNode | null;
}

// A formula is somebody else's program for the renderer: it may not grow without end, nor make links or load anything.
const FORMULAS = { trust: false, maxExpand: 200, maxSize: 20, throwOnError: false, strict: false } as const;
const REL = 'noopener noreferrer nofollow ugc';
const Card = createContext<MarkdownProps['card']>(undefined);

function Heading({ children }: ComponentProps<'h1'>) {
  return (
    <p>
      <strong>{children}</strong>
    </p>
  );
}

function Link({ href, children }: ComponentProps<'a'>) {
  const card = use(Card);
  if (!href) return children;
  if (href.startsWith('person:')) return <span className={styles.mention}>{children}</span>;
  return (
    card?.(href) ?? (
      <a href={href} target="_blank" rel={REL}>
        {children}
      </a>
    )
  );
}

/** A picture elsewhere would tell its server who reads this, and when. */
function Picture({ src, alt }: ComponentProps<'img'>) {
  return typeof src === 'string' && src ? (
    <a href={src} target="_blank" rel={REL}>
      {alt || src}
    </a>
  ) : (
    alt
  );
}

function Table({ children }: ComponentProps<'table'>) {
  return (
    <div className={styles.table} tabIndex={0} role="region" aria-label="Table">
      <table>{children}</table>
    </div>
  );
}

function Box({ checked }: ComponentProps<'input'>) {
  return <input type="checkbox" checked={checked === true} disabled aria-label={checked ? 'done' : 'to do'} />;
}

const COMPONENTS: Components = {
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
  a: Link,
  img: Picture,
  table: Table,
  input: Box,
};

export default function MarkdownBody({ text, mentions = [], card }: MarkdownProps) {
  return (
    <Card value={card}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm, remarkMath, [markMentions, mentions.map((one) => one.name)]]}
        rehypePlugins={[[rehypeKatex, FORMULAS]]}
        urlTransform={(url) => (/^person:[0-9a-f-]{36}$/i.test(url) ? url : defaultUrlTransform(url))}
        components={COMPONENTS}
      >
        {text}
      </ReactMarkdown>
    </Card>
  );
}
