// The library: collections beside the list of papers, or behind a button where there is no room.
import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ComponentProps } from 'react';
import type { PaperRow } from '../../api/schemas';
import { CiteDialog } from '../../features/citations/cite/CiteDialog';
import { useCopyCitation } from '../../features/citations/cite/useCopyCitation';
import { AddToCollection } from '../../features/collections/AddToCollection';
import { CollectionTree } from '../../features/collections/CollectionTree';
import { SavedSearches } from '../../features/collections/SavedSearches';
import { SearchDialog, type EditedSearch } from '../../features/collections/SearchDialog';
import { useCollectionActions, useCollections } from '../../features/collections/useCollections';
import { useSearches } from '../../features/collections/useSearches';
import { quoted } from '../../features/library/completion';
import { AssignPapers } from '../../features/library/AssignPapers';
import { CopyPapers } from '../../features/library/CopyPapers';
import { EditMany } from '../../features/library/EditMany';
import { useBatch } from '../../features/library/useBatch';
import { LibraryPage } from '../../features/library/LibraryPage';
import { downloadPdfs } from '../../features/exchange/downloadPdfs';
import { ExportReferences } from '../../features/exchange/ExportReferences';
import { FromBrowser } from '../../features/exchange/FromBrowser';
import { ImportReferences } from '../../features/exchange/ImportReferences';
import { fullName } from '../../features/collections/tree';
import { TagDialog } from '../../features/library/tags/TagDialog';
import { TagPane } from '../../features/library/tags/TagPane';
import { useTagActions, useTags } from '../../features/library/tags/useTags';
import { DuplicatesLink } from '../../features/merging/DuplicatesLink';
import type { PaperAction } from '../../features/library/paperActions';
import type { LibraryView } from '../../features/library/view';
import { PanelIcon } from '../../ui/icons';
import { useMe } from '../../api/me';
import { useTeam } from '../TeamContext';
import classes from './LibraryRoute.module.css';

const library = getRouteApi('/home/t/$team/');
const idsOf = (papers: PaperRow[]) => papers.map((paper) => paper.id);

/** The whole view as a filter: the collection, tags and what needs checking are conditions too. */
function asFilter(view: LibraryView, filter: string, collection: string | undefined): string {
  const tags = view.any && (view.tags?.length ?? 0) > 1 ? [] : (view.tags ?? []);
  return [
    filter,
    collection && `in:${quoted(collection)}`,
    view.check && 'is:doubtful',
    ...tags.map((tag) => `tag:${quoted(tag)}`),
  ]
    .filter(Boolean)
    .join(' ');
}

export function LibraryRoute() {
  const navigate = library.useNavigate();
  const team = useTeam();
  const asked = library.useSearch();
  const { all, isPending, canAdd, canAddPersonal } = useCollections(team);
  const { removePapers } = useCollectionActions(team);
  const chosen = all.find((one) => one.id === asked.collection);
  // One that is gone, or that one may not see, is not there.
  const view = chosen || isPending ? asked : { ...asked, collection: undefined };
  const { tags, canEdit: mayTag } = useTags(team);
  const { toggle } = useTagActions(team);
  const [tagging, setTagging] = useState<PaperRow[] | null>(null);
  const searches = useSearches(team);
  const [saving, setSaving] = useState<EditedSearch | null>(null);
  const [adding, setAdding] = useState<string[] | null>(null);
  const [citing, setCiting] = useState<string[] | null>(null);
  const copyCitation = useCopyCitation(team);
  const [editing, setEditing] = useState<string[] | null>(null);
  const [assigning, setAssigning] = useState<string[] | null>(null);
  const [copying, setCopying] = useState<{ papers: string[]; move: boolean } | null>(null);
  const batch = useBatch(team);
  const { teams } = useMe();
  const others = teams.filter((one) => one.id !== team.id && one.can.includes('upload'));
  const [exporting, setExporting] = useState<ComponentProps<typeof ExportReferences>['chosen'] | null>(null);
  const [importing, importsOpen] = useDisclosure(false);
  const [fromBrowser, browserOpen] = useDisclosure(false);
  const narrow = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false });
  const [drawerOpen, drawer] = useDisclosure(false);
  const collects = canAdd || canAddPersonal;
  const actions: PaperAction[] = [];
  if (collects) actions.push({ title: 'Add to collection…', shortcut: 'c', run: (papers) => setAdding(idsOf(papers)) });
  if (mayTag) {
    actions.push({ title: 'Tag…', shortcut: 't', run: setTagging });
    for (const { name, position } of tags)
      if (position)
        actions.push({
          title: name,
          shortcut: String(position),
          hidden: true,
          run: (papers) => void toggle(papers, name),
        });
  }
  actions.push({ title: 'Cite…', run: (papers) => setCiting(idsOf(papers)) });
  actions.push({
    title: 'Copy citation',
    shortcut: 'Control+Shift+C',
    hidden: true,
    run: (papers) => void copyCitation(idsOf(papers)),
  });
  // Whoever may upload may edit, too.
  if (team.can.includes('upload')) actions.push({ title: 'Edit field…', run: (papers) => setEditing(idsOf(papers)) });
  if (team.role !== 'reader' && team.role !== 'guest')
    actions.push({ title: 'Assign…', rare: true, run: (papers) => setAssigning(idsOf(papers)) });
  if (team.can.includes('upload'))
    actions.push({
      title: 'Parse again',
      rare: true,
      run: (papers) => batch.start({ papers: idsOf(papers), parse: true }, null, 'will be parsed again'),
    });
  if (team.role !== 'guest' && others.length > 0) {
    actions.push({
      title: 'Copy to another team…',
      rare: true,
      run: (papers) => setCopying({ papers: idsOf(papers), move: false }),
    });
    if (team.can.includes('upload'))
      actions.push({
        title: 'Move to another team…',
        rare: true,
        run: (papers) => setCopying({ papers: idsOf(papers), move: true }),
      });
  }
  actions.push({ title: 'Export…', rare: true, run: (papers) => setExporting({ papers: idsOf(papers) }) });
  actions.push({ title: 'Download PDFs', rare: true, run: (papers) => downloadPdfs(team, papers) });
  if (chosen?.can.includes('edit'))
    actions.push({
      title: 'Remove from collection',
      rare: true,
      run: (papers) => void removePapers(chosen, idsOf(papers)),
    });
  const sidebar = (
    <>
      <CollectionTree
        team={team}
        chosen={view.bin ? '' : view.collection}
        onChoose={(collection) => {
          drawer.close();
          void navigate({ search: { sort: view.sort, collection } });
        }}
      />
      {team.role !== 'guest' && <DuplicatesLink team={team} />}
      <SavedSearches
        team={team}
        filter={view.bin || view.collection || view.tags ? undefined : view.filter}
        onChoose={(filter) => {
          drawer.close();
          void navigate({ search: { sort: view.sort, filter } });
        }}
      />
      <TagPane
        team={team}
        chosen={view.tags ?? []}
        any={view.any ?? false}
        onChoose={(names, any) =>
          void navigate({
            search: {
              ...view,
              bin: undefined,
              tags: names.length ? names : undefined,
              any: (names.length > 1 && any) || undefined,
            },
          })
        }
      />
    </>
  );
  return (
    <div className={classes.area}>
      {!narrow && <aside className={classes.aside}>{sidebar}</aside>}
      {narrow && (
        <Drawer opened={drawerOpen} onClose={drawer.close} title="Collections and tags" size={300}>
          {sidebar}
        </Drawer>
      )}
      <LibraryPage
        key={`${team.id} ${view.collection ?? ''}`}
        team={team}
        view={view}
        onView={(search) =>
          void navigate({
            search: { ...search, collection: search.bin ? undefined : search.collection },
            replace: true,
          })
        }
        place={chosen && !view.bin ? { ...chosen, hasInner: all.some((one) => one.parent === chosen.id) } : undefined}
        before={
          narrow && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Collections and tags"
              title="Collections and tags"
              onClick={drawer.open}
            >
              <PanelIcon />
            </ActionIcon>
          )
        }
        actions={actions}
        onImport={importsOpen.open}
        onBrowser={browserOpen.open}
        onExport={() => setExporting(view.collection ? { collection: view.collection } : {})}
        collections={all}
        onCite={(paper) => setCiting([paper])}
        vocabulary={{ tag: tags.map((tag) => tag.name), in: all.map((collection) => collection.name) }}
        onSave={
          searches.canAdd || searches.canAddPersonal
            ? (filter) => setSaving({ filter: asFilter(view, filter, chosen?.name) })
            : undefined
        }
      />
      {saving && <SearchDialog team={team} edited={saving} canAdd={searches.canAdd} onClose={() => setSaving(null)} />}
      {tagging && <TagDialog team={team} papers={tagging} onClose={() => setTagging(null)} />}
      {citing && <CiteDialog team={team} papers={citing} onClose={() => setCiting(null)} />}
      {editing && <EditMany team={team} papers={editing} onClose={() => setEditing(null)} />}
      {assigning && <AssignPapers team={team} papers={assigning} onClose={() => setAssigning(null)} />}
      {copying && <CopyPapers team={team} teams={others} {...copying} onClose={() => setCopying(null)} />}
      {importing && (
        <ImportReferences
          team={team}
          collections={all
            .filter((one) => one.can.includes('edit'))
            .map((one) => ({ value: one.id, label: fullName(all, one.id) }))}
          collection={chosen?.can.includes('edit') ? chosen.id : undefined}
          onClose={importsOpen.close}
        />
      )}
      {fromBrowser && <FromBrowser onClose={browserOpen.close} />}
      {exporting && <ExportReferences team={team} chosen={exporting} onClose={() => setExporting(null)} />}
      {adding && <AddToCollection team={team} papers={adding} onClose={() => setAdding(null)} />}
    </div>
  );
}
