// The library: all papers of a team, or its bin.
import { Button, Center, Text } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState, type ReactNode } from 'react';
import { sentence } from '../../api/problem';
import type { PaperRow, Team } from '../../api/schemas';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';
import { useFieldWords } from './fields/useFields';
import type { Vocabulary } from './completion';
import { EmptyLibrary } from './EmptyLibrary';
import classes from './Library.module.css';
import { LibraryBar } from './LibraryBar';
import type { PaperAction } from './paperActions';
import { NewPaper } from './NewPaper';
import { PaperTable } from './PaperTable';
import { chooseAll, NOTHING, without, type Selection } from './selection';
import { papersSaid, useBin } from './useBin';
import { usePapers } from './usePapers';
import type { LibraryView } from './view';

export interface LibraryPageProps {
  team: Team;
  view: LibraryView;
  onView: (view: LibraryView) => void;
  /** The collection that is shown; without one, all papers. */
  place?: { name: string; description: string; hasInner: boolean };
  /** Before the heading: the way to the collections where there is no room for them beside the list. */
  before?: ReactNode;
  actions?: PaperAction[];
  onImport: () => void;
  onExport: () => void;
  /** What the filter box can complete, beside what the list shows. */
  vocabulary?: Vocabulary;
  /** Save what stands in the filter box. */
  onSave?: ((filter: string) => void) | undefined;
}

const NO_ACTIONS: PaperAction[] = [];
const TYPING_MS = 180;

export function LibraryPage(props: LibraryPageProps) {
  const { team, view, onView, place, before, actions = NO_ACTIONS, onImport, onExport, vocabulary, onSave } = props;
  const bin = view.bin ?? false;
  usePageTitle(bin ? `Trash · ${team.name}` : (place?.name ?? team.name));
  const narrow = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false });
  const papers = usePapers(team, view);
  const ofFields = useFieldWords(team);
  const { rows, total } = papers;
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const navigate = useNavigate();
  const page = useRef<HTMLDivElement>(null);
  const { remove, restore } = useBin(team);
  const [filter, setFilter] = useFilter(view, onView);
  const [describes, describing] = useDisclosure(false);

  const ids = useMemo(() => rows.map((row) => row.id), [rows]);
  const present = useMemo(() => new Set(ids), [ids]);
  // What left the list, through us or somebody else, is not selected any more.
  const chosen = useMemo(() => [...selection.chosen].filter((id) => present.has(id)), [selection.chosen, present]);

  const open = useCallback(
    (id: string) => void navigate({ to: '/t/$team/papers/$paper', params: { team: team.slug, paper: id } }),
    [navigate, team.slug],
  );

  function take(action: (ids: string[]) => Promise<void>) {
    const taken = chosen.length ? chosen : ids.filter((id) => id === selection.cursor);
    if (taken.length === 0 || !team.can.includes('upload')) return;
    setSelection((old) => without(old, ids, new Set(taken)));
    // The button that was pressed goes away: the keyboard stays with the list, whose cursor is now on the next row.
    page.current?.querySelector<HTMLElement>('[role=grid]')?.focus();
    void action(taken);
  }

  async function selectAll() {
    setSelection((old) => chooseAll(old, ids));
    let answer = papers.hasNextPage ? await papers.fetchNextPage() : null;
    // oxlint-disable-next-line no-await-in-loop
    while (answer?.hasNextPage && !answer.isError) answer = await papers.fetchNextPage();
    const all = answer?.data?.pages.flatMap((page) => page.items.map((row) => row.id));
    if (all) setSelection((old) => chooseAll(old, all));
  }

  function change(next: LibraryView) {
    setSelection(NOTHING);
    onView(next);
  }

  return (
    <div ref={page} className={classes.page}>
      <LibraryBar
        name={place?.name ?? team.name}
        description={place?.description}
        before={before}
        actions={bin ? NO_ACTIONS : actions}
        onAction={(action) => action.run(rows.filter((row) => selection.chosen.has(row.id)))}
        bin={bin}
        within={view.within ?? false}
        onWithin={place?.hasInner ? (value) => change({ ...view, within: value || undefined }) : undefined}
        onBin={(value) => change({ bin: value || undefined })}
        check={view.check ?? false}
        onCheck={(value) => change({ ...view, check: value || undefined })}
        filter={filter}
        onFilter={setFilter}
        vocabulary={{ ...namesIn(rows), ...vocabulary, ...ofFields }}
        onSave={filter.trim() || view.check || view.tags?.length ? onSave : undefined}
        onDescribe={describing.open}
        onImport={onImport}
        onExport={onExport}
        said={papers.isPending ? '' : papersSaid(total)}
        chosen={chosen.length}
        onRemove={() => take(remove)}
        onRestore={() => take(restore)}
        onClear={() => setSelection((old) => ({ ...NOTHING, cursor: old.cursor }))}
      />
      {describes && <NewPaper team={team} onClose={describing.close} />}
      {papers.isPending && <Waiting />}
      {papers.isError && rows.length === 0 && (
        <Center mih={240} role="alert" style={{ flexDirection: 'column', gap: 12 }}>
          <Text>{sentence(papers.error)}</Text>
          <Button onClick={() => void papers.refetch()}>Try again</Button>
        </Center>
      )}
      {papers.isSuccess && total === 0 && (
        <EmptyLibrary
          filter={view.filter ?? ''}
          bin={bin}
          check={view.check ?? false}
          collection={view.collection !== undefined}
          tags={view.tags ?? []}
          onClear={() => (view.filter ? setFilter('') : change({}))}
        />
      )}
      {total > 0 && (
        <PaperTable
          team={team}
          papers={rows}
          total={total}
          selection={selection}
          onSelect={setSelection}
          sort={view.sort}
          onSort={(sort) => change({ ...view, sort })}
          onOpen={bin ? () => {} : open}
          onRemove={bin ? () => {} : () => take(remove)}
          actions={bin ? NO_ACTIONS : actions}
          onSelectAll={() => void selectAll()}
          onMore={() =>
            papers.hasNextPage && !papers.isFetchingNextPage && !papers.isError && void papers.fetchNextPage()
          }
          narrow={narrow ?? false}
          label={
            bin
              ? 'Papers in trash'
              : view.check
                ? 'Papers that need checking'
                : place
                  ? `Papers in ${place.name}`
                  : 'Papers'
          }
        />
      )}
    </div>
  );
}

/** Names of authors and of who added papers, as far as the list shows them. */
function namesIn(rows: PaperRow[]): Vocabulary {
  const authors = rows.flatMap((row) => row.authors.split(', ')).filter(Boolean);
  const people = rows.flatMap((row) => row.added_by?.name ?? []);
  return { author: [...new Set(authors)], by: ['me', ...new Set(people)] };
}

/** What stands in the filter box, handed on to the address once typing rests. */
function useFilter(view: LibraryView, onView: (view: LibraryView) => void) {
  const wanted = view.filter ?? '';
  const [text, setText] = useState(wanted);
  const [last, setLast] = useState(wanted);
  if (wanted !== last) {
    setLast(wanted);
    if (wanted !== text.trim()) setText(wanted);
  }
  const hand = useEffectEvent((filter: string) => {
    if (filter !== wanted) onView({ ...view, filter: filter || undefined });
  });
  useEffect(() => {
    const timer = window.setTimeout(() => hand(text.trim()), TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return [text, setText] as const;
}
