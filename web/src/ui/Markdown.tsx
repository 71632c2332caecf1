// What people write, rendered: the renderer and its fonts of formulas come only when something is to be rendered.
import { lazy, Suspense } from 'react';
import type { MarkdownProps } from './MarkdownBody';
import styles from './Markdown.module.css';

const Body = lazy(() => import('./MarkdownBody'));

/** Until the renderer is there, the text as it was typed. */
export function Markdown(props: MarkdownProps) {
  return (
    <div className={styles.words}>
      <Suspense fallback={<span className={styles.plain}>{props.text}</span>}>
        <Body {...props} />
      </Suspense>
    </div>
  );
}
