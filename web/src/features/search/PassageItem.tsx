// One passage: the paper it stands in, where, and its words with those that matched marked.
import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Rect, Schemas } from '../../api/schemas';
import styles from './PassageItem.module.css';
import { Snippet } from './Snippet';

interface Props {
  passage: Schemas['PassageOut'];
  /** Slug of the team. */
  team: string;
  q: string;
  sameAsAbove: boolean;
  sameBelow: boolean;
}

const PLACES = { title: 'Title', authors: 'Authors', abstract: 'Abstract', file: 'File', page: 'Page' } as const;

export function PassageItem({ passage, team, q, sameAsAbove, sameBelow }: Props) {
  const { paper, page, file } = passage;
  const place = page === null ? PLACES[passage.where] : `Page ${page}`;
  return (
    <li className={sameAsAbove ? styles.same : styles.item}>
      {!sameAsAbove && (
        <>
          <Anchor
            className={styles.title}
            renderRoot={(props) => <Link to="/t/$team/papers/$paper" params={{ team, paper: paper.id }} {...props} />}
          >
            {paper.title || 'Untitled paper'}
          </Anchor>
          <Text size="sm" c="dimmed" lineClamp={1}>
            {[paper.authors, paper.year].filter(Boolean).join(' · ')}
          </Text>
        </>
      )}
      {page !== null && file ? (
        <Link
          className={styles.passage}
          to="/t/$team/papers/$paper/read/$file"
          params={{ team, paper: paper.id, file }}
          search={{ page, rects: passage.rects as Rect[], q }}
        >
          <span className={styles.place}>{place}</span> <Snippet html={passage.snippet} />
        </Link>
      ) : (
        <Link className={styles.passage} to="/t/$team/papers/$paper" params={{ team, paper: paper.id }}>
          <span className={styles.place}>{place}</span> <Snippet html={passage.snippet} />
        </Link>
      )}
      {passage.more > 0 && !sameBelow && (
        <Anchor
          size="xs"
          className={styles.more}
          renderRoot={(props) => (
            <Link to="/t/$team/search" params={{ team }} search={{ q, paper: paper.id }} {...props} />
          )}
        >
          {passage.more === 1 ? 'One more page matches' : `${passage.more} more pages match`}
        </Anchor>
      )}
    </li>
  );
}
