// One annotation, comment or note that was found: what it is about, who wrote it, and its words with those that matched.
import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Ago } from '../../ui/Ago';
import styles from './PassageItem.module.css';
import { Snippet } from './Snippet';
import type { Hit } from './useFound';

const KINDS = { note: 'Note', annotation: 'Annotation', comment: 'Comment' } as const;

export function HitItem({ hit, team }: { hit: Hit; team: string }) {
  const title = hit.kind === 'note' ? hit.title || 'Untitled note' : hit.paper?.title || 'Untitled paper';
  const about = hit.kind === 'note' && hit.paper ? 'Paper note' : hit.page ? `Page ${hit.page}` : undefined;
  return (
    <li className={styles.item}>
      <Place hit={hit} team={team}>
        <span className={styles.title}>{title}</span>
        <Text component="span" display="block" size="sm" c="dimmed">
          {[KINDS[hit.kind], hit.author, about].filter(Boolean).join(' · ')} · <Ago at={hit.at} />
        </Text>
        <span className={styles.words}>
          <Snippet html={hit.snippet} />
        </span>
      </Place>
    </li>
  );
}

/** A link to the place: the note, the annotation or thread in the reader, or the paper. */
function Place({ hit, team, children }: { hit: Hit; team: string; children: React.ReactNode }) {
  if (hit.kind === 'note' || !hit.paper) {
    return (
      <Link className={styles.passage} to="/t/$team/notes/$note" params={{ team, note: hit.id }}>
        {children}
      </Link>
    );
  }
  const { id: paper } = hit.paper;
  if (!hit.file) {
    return (
      <Link className={styles.passage} to="/t/$team/papers/$paper" params={{ team, paper }}>
        {children}
      </Link>
    );
  }
  return (
    <Link
      className={styles.passage}
      to="/t/$team/papers/$paper/read/$file"
      params={{ team, paper, file: hit.file }}
      search={hit.annotation ? { annotation: hit.annotation } : { thread: hit.thread ?? undefined }}
    >
      {children}
    </Link>
  );
}
