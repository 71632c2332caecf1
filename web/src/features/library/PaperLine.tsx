// One paper in the list: cells of a row on a wide window, a card on a narrow one. Plain elements only: forty of these are
// drawn anew many times a second while somebody scrolls.
import { memo, type MouseEvent } from 'react';
import type { PaperRow, Team } from '../../api/schemas';
import { Ago } from '../../ui/Ago';
import { colorOf } from '../../ui/colorOf';
import { exactly } from '../../ui/time';
import classes from './Library.module.css';
import { TagChip } from './tags/TagChip';
import { StatusCell } from './StatusCell';

interface Props {
  team: Team;
  paper: PaperRow;
  chosen: boolean;
  onTick: (id: string, event: MouseEvent) => void;
  narrow: boolean;
}

const SHOWN_TAGS = 3;

const initialsOf = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .filter((_, at, all) => at === 0 || at === all.length - 1)
    .join('')
    .toUpperCase();

function Title({ team, paper }: { team: Team; paper: PaperRow }) {
  const title = paper.title || paper.file_name || 'Untitled';
  return (
    <>
      {paper.deleted_at ? (
        <span className={classes.title}>{title}</span>
      ) : (
        <a tabIndex={-1} className={classes.title} href={`/t/${team.slug}/papers/${paper.id}`} title={title}>
          {title}
        </a>
      )}
      {paper.tags.slice(0, SHOWN_TAGS).map((tag) => (
        <TagChip key={tag.name} {...tag} />
      ))}
      {paper.tags.length > SHOWN_TAGS && (
        <span className={classes.more} title={paper.tags.map((tag) => tag.name).join(', ')}>
          +{paper.tags.length - SHOWN_TAGS}
        </span>
      )}
      {paper.duplicates > 0 && <span className={classes.flag}>possible duplicate</span>}
    </>
  );
}

function Tick({ paper, chosen, onTick }: Pick<Props, 'paper' | 'chosen' | 'onTick'>) {
  return (
    <input
      type="checkbox"
      className={classes.tick}
      tabIndex={-1}
      checked={chosen}
      aria-label={`Select ${paper.title || paper.file_name}`}
      onClick={(event) => {
        event.stopPropagation();
        onTick(paper.id, event);
      }}
      onChange={() => {}}
    />
  );
}

export const PaperLine = memo(function PaperLine({ team, paper, chosen, onTick, narrow }: Props) {
  const who = paper.added_by?.name ?? 'a former member';
  const added = (
    <span className={classes.added} title={`${exactly(paper.added_at)}, by ${who}`}>
      <span
        className={classes.initials}
        style={{ background: paper.added_by ? colorOf(paper.added_by.id) : undefined }}
        aria-hidden
      >
        {initialsOf(who)}
      </span>
      <Ago at={paper.added_at} />
      <span className="sk-heard">, by {who}</span>
    </span>
  );
  if (narrow) {
    return (
      <div role="gridcell" className={classes.card}>
        <Tick paper={paper} chosen={chosen} onTick={onTick} />
        <div className={classes.cardText}>
          <div className={classes.cardTitle}>
            <Title team={team} paper={paper} />
          </div>
          <div className={classes.small}>
            {[paper.authors, paper.year, paper.venue].filter(Boolean).join(' · ') || (paper.title && paper.file_name)}
          </div>
          <div className={classes.cardFoot}>
            <div className={classes.small}>{added}</div>
            <StatusCell paper={paper} />
          </div>
        </div>
      </div>
    );
  }
  return (
    <>
      <div role="gridcell">
        <Tick paper={paper} chosen={chosen} onTick={onTick} />
      </div>
      <div role="gridcell" className={classes.titleCell}>
        <Title team={team} paper={paper} />
      </div>
      <div role="gridcell" title={paper.authors}>
        {paper.authors}
      </div>
      <div role="gridcell" className={classes.number}>
        {paper.year}
      </div>
      <div role="gridcell" className={classes.wide} title={paper.venue}>
        {paper.venue}
      </div>
      <div role="gridcell" className={classes.wide}>
        {added}
      </div>
      <div role="gridcell">
        <StatusCell paper={paper} />
      </div>
    </>
  );
});
