// The library: collections beside the list of papers, or behind a button where there is no room.
import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { PaperRow } from '../../api/schemas';
import { AddToCollection } from '../../features/collections/AddToCollection';
import { CollectionTree } from '../../features/collections/CollectionTree';
import { useCollectionActions, useCollections } from '../../features/collections/useCollections';
import { LibraryPage } from '../../features/library/LibraryPage';
import type { PaperAction } from '../../features/library/paperActions';
import { PanelIcon } from '../../ui/icons';
import { useTeam } from '../TeamContext';
import classes from './LibraryRoute.module.css';

const library = getRouteApi('/home/t/$team/');
const idsOf = (papers: PaperRow[]) => papers.map((paper) => paper.id);

export function LibraryRoute() {
  const navigate = library.useNavigate();
  const team = useTeam();
  const asked = library.useSearch();
  const { all, isPending, canAdd, canAddPersonal } = useCollections(team);
  const { removePapers } = useCollectionActions(team);
  const chosen = all.find((one) => one.id === asked.collection);
  // One that is gone, or that one may not see, is not there.
  const view = chosen || isPending ? asked : { ...asked, collection: undefined };
  const [adding, setAdding] = useState<string[] | null>(null);
  const narrow = useMediaQuery('(max-width: 900px)', false, { getInitialValueInEffect: false });
  const [drawerOpen, drawer] = useDisclosure(false);
  const collects = canAdd || canAddPersonal;
  const actions: PaperAction[] = [];
  if (collects) actions.push({ title: 'Add to collection…', shortcut: 'c', run: (papers) => setAdding(idsOf(papers)) });
  if (chosen?.can.includes('edit'))
    actions.push({ title: 'Remove from collection', run: (papers) => void removePapers(chosen, idsOf(papers)) });
  const tree = (
    <CollectionTree
      team={team}
      chosen={view.bin ? '' : view.collection}
      onChoose={(collection) => {
        drawer.close();
        void navigate({ search: { sort: view.sort, collection } });
      }}
    />
  );
  return (
    <div className={classes.area}>
      {!narrow && <aside className={classes.aside}>{tree}</aside>}
      {narrow && (
        <Drawer opened={drawerOpen} onClose={drawer.close} title="Collections" size={300}>
          {tree}
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
        place={chosen && !view.bin ? chosen : undefined}
        before={
          narrow && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Collections"
              title="Collections"
              onClick={drawer.open}
            >
              <PanelIcon />
            </ActionIcon>
          )
        }
        actions={actions}
      />
      {adding && <AddToCollection team={team} papers={adding} onClose={() => setAdding(null)} />}
    </div>
  );
}
