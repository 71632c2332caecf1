// The library: all papers of a team, or its bin.
import { Button, Center, Text } from '@mantine/core';
import { useDisclosure, useElementSize, useMediaQuery, useMergedRef } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { sentence } from '../../api/problem';
import type { PaperRow, Team } from '../../api/schemas';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';
import { useFieldColumns } from './fields/useFieldColumns';
import { useFieldWords } from './fields/useFields';
import type { Vocabulary } from './completion';
import { EmptyLibrary } from './EmptyLibrary';
import classes from './Library.module.css';
import { collectionsColumn, COLUMNS } from './columns';
import { LibraryBar } from './LibraryBar';
import type { PaperAction } from './paperActions';
import { NewPaper } from './NewPaper';
import { PaperTable } from './PaperTable';
import { findPlace, keepPlace, nameOfList } from './place';
import { Preview, type CollectionNames } from './Preview';
import { chooseAll, NOTHING, without, type Selection } from './selection';
import { SortMenu, TableMenu } from './TableMenu';
import { papersSaid, useBin } from './useBin';
import { useFilter } from './useFilter';
import { useLibraryPreferences } from './useLibraryPreferences';
import { useOfferedActions } from './useOfferedActions';
import { useOpenPaper } from './useOpenPaper';
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
  onBrowser: () => void;
  onExport: () => void;
  /** What the filter box can complete, beside what the list shows. */
  vocabulary?: Vocabulary;
  /** Save what stands in the filter box. */
  onSave?: ((filter: string) => void) | undefined;
  /** The collections that one sees, to name those that hold the paper which is previewed. */
  collections?: CollectionNames;
  /** Cite the paper which is previewed. */
  onCite: (paper: string) => void;
}

const NO_ACTIONS: PaperAction[] = [];
const NO_COLLECTIONS: CollectionNames = [];
/** Where the page is narrower, a paper beside the list would leave neither enough room. */
const ROOM_FOR_PREVIEW = 860;

export function LibraryPage(props: LibraryPageProps) {
  const { team, view, onView, place, before, actions = NO_ACTIONS, onImport, onExport, vocabulary, onSave } = props;
  const { collections = NO_COLLECTIONS } = props;
  const fieldColumns = useFieldColumns(team);
  const bin = view.bin ?? false;
  usePageTitle(bin ? `Trash · ${team.name}` : (place?.name ?? team.name));
  const narrow = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false });
  const papers = usePapers(team, view);
  const ofFields = useFieldWords(team);
  const { rows, total } = papers;
  const list = nameOfList(team.id, view);
  const [selection, setSelection] = useState<Selection>(() => findPlace(list)?.selection ?? NOTHING);
  useEffect(() => keepPlace(list, { selection }, NOTHING), [list, selection]);
  const { preferences, isPending: unknown, change: prefer } = useLibraryPreferences();
  const columns = useMemo(
    () => [...COLUMNS, collectionsColumn(collections), ...fieldColumns],
    [collections, fieldColumns],
  );
  const page = useRef<HTMLDivElement>(null);
  const { ref: measured, width } = useElementSize<HTMLDivElement>();
  const area = useMergedRef(page, measured);
  const { remove, restore } = useBin(team);
  const [filter, setFilter] = useFilter(view, onView);
  const [describes, describing] = useDisclosure(false);

  const ids = useMemo(() => rows.map((row) => row.id), [rows]);
  const present = useMemo(() => new Set(ids), [ids]);
  // What left the list, through us or somebody else, is not selected any more.
  const chosen = useMemo(() => [...selection.chosen].filter((id) => present.has(id)), [selection.chosen, present]);

  const { open, read } = useOpenPaper(team, rows);
  const previews = (preferences.preview ?? true) && !unknown && !bin && width >= ROOM_FOR_PREVIEW;
  const previewed = previews ? rows.find((row) => row.id === selection.cursor) : undefined;

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

  useOfferedActions({
    papers: bin
      ? []
      : rows.filter((row) => (chosen.length ? selection.chosen.has(row.id) : row.id === selection.cursor)),
    actions,
    onRemove: team.can.includes('upload') ? () => take(remove) : undefined,
    onDescribe: describing.open,
    onImport,
    onExport,
    preferences,
    onPreferences: prefer,
  });

  return (
    <div ref={area} className={classes.page}>
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
        menu={
          total === 0 || (narrow && chosen.length > 0) ? null : narrow ? (
            <SortMenu all={columns} sort={view.sort} onSort={(sort) => change({ ...view, sort })} />
          ) : (
            <TableMenu all={columns} preferences={preferences} onChange={prefer} />
          )
        }
        onImport={onImport}
        onBrowser={props.onBrowser}
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
      {total > 0 && !unknown && (
        <div className={classes.body}>
          <PaperTable
            columns={columns}
            preferences={preferences}
            onPreferences={prefer}
            offset={findPlace(list)?.offset ?? 0}
            onOffset={(offset) => keepPlace(list, { offset }, NOTHING)}
            previews={previews}
            onRead={bin ? () => {} : read}
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
          {previewed && (
            <Preview
              team={team}
              paper={previewed}
              chosen={chosen.length}
              collections={collections}
              onCollection={(collection) => change({ sort: view.sort, collection })}
              onCite={props.onCite}
              onClose={() => {
                prefer({ preview: false });
                page.current?.querySelector<HTMLElement>('[role=grid]')?.focus();
              }}
            />
          )}
        </div>
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
