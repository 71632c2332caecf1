// One paper in the list: cells of a row on a wide window, a card on a narrow one. Plain elements only: forty of these are
// drawn anew many times a second while somebody scrolls.
import { memo, type MouseEvent } from 'react';
import type { PaperRow, Team } from '../../api/schemas';
import { Added, Comments, type ColumnDefinition, type PaperCounts } from './columns';
import { FIXED, type ShownColumn } from './layout';
import classes from './PaperLine.module.css';
import { TagChip } from './tags/TagChip';
import { StatusCell } from './StatusCell';

interface Props {
  team: Team;
  paper: PaperRow;
  columns: ShownColumn<ColumnDefinition>[];
  counts: PaperCounts | undefined;
  chosen: boolean;
  onTick: (id: string, event: MouseEvent) => void;
  narrow: boolean;
}

const SHOWN_TAGS = 3;

function Title({ team, paper, tags }: { team: Team; paper: PaperRow; tags: boolean }) {
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
      {tags && paper.tags.slice(0, SHOWN_TAGS).map((tag) => <TagChip key={tag.name} {...tag} />)}
      {tags && paper.tags.length > SHOWN_TAGS && (
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

export const PaperLine = memo(function PaperLine({ team, paper, columns, counts, chosen, onTick, narrow }: Props) {
  if (narrow) {
    return (
      <div role="gridcell" className={classes.card}>
        <Tick paper={paper} chosen={chosen} onTick={onTick} />
        <div className={classes.cardText}>
          <div className={classes.cardTitle}>
            <Title team={team} paper={paper} tags />
          </div>
          <div className={classes.small}>
            {[paper.authors, paper.year, paper.venue].filter(Boolean).join(' · ') || (paper.title && paper.file_name)}
          </div>
          <div className={classes.cardFoot}>
            <div className={classes.small}>
              <Added paper={paper} />
            </div>
            <Comments counts={counts} full />
            <StatusCell paper={paper} />
          </div>
        </div>
      </div>
    );
  }
  const tagged = columns.some(({ column }) => column.id === 'tags');
  return (
    <>
      <div role="gridcell">
        <Tick paper={paper} chosen={chosen} onTick={onTick} />
      </div>
      {columns.map(({ column }) =>
        column.id === FIXED ? (
          <div key={column.id} role="gridcell" className={classes.titleCell}>
            <Title team={team} paper={paper} tags={!tagged} />
          </div>
        ) : (
          <div
            key={column.id}
            role="gridcell"
            className={column.className}
            title={column.full?.(paper, counts) || undefined}
          >
            {column.cell(paper, counts)}
          </div>
        ),
      )}
    </>
  );
});
