// The sidebar of the library: all papers, the team's collections, and one's own that nobody else sees.
import { ActionIcon } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import type { Collection, Team } from '../../api/schemas';
import { PlusIcon } from '../../ui/icons';
import { usePageActions } from '../../ui/pageActions';
import { CollectionDialog, type Edited } from './CollectionDialog';
import { CollectionGuests } from './CollectionGuests';
import classes from './Collections.module.css';
import { useOpenRows } from './openRows';
import { lineage, visibleRows } from './tree';
import { TreeSection } from './TreeSection';
import { useCollectionActions, useCollections } from './useCollections';

interface Props {
  team: Team;
  /** The collection whose papers are shown; undefined for all papers. */
  chosen: string | undefined;
  onChoose: (collection: string | undefined) => void;
}

export function CollectionTree({ team, chosen, onChoose }: Props) {
  const { all, isPending, canAdd, canAddPersonal } = useCollections(team);
  const actions = useCollectionActions(team);
  const { open, setOpen } = useOpenRows(team.id);
  const [edited, setEdited] = useState<Edited | null>(null);
  const [guestsOf, setGuestsOf] = useState<Collection | null>(null);
  // In a library that nobody else is in, there is nobody to hide a collection from.
  const alone = team.kind === 'personal';

  // The chosen collection is shown wherever it lies; once, so that it can be folded away again.
  const reveal = useEffectEvent((id: string) => setOpen(lineage(all, id).slice(1), true));
  const known = all.some((one) => one.id === chosen);
  useEffect(() => {
    if (chosen && known) reveal(chosen);
  }, [chosen, known]);

  const remove = (collection: Collection) => {
    if (chosen && lineage(all, chosen).includes(collection.id)) onChoose(undefined);
    void actions.remove(collection);
  };
  usePageActions([
    ...(canAdd ? [{ title: 'New collection…', run: () => setEdited({ parent: null, personal: false }) }] : []),
    ...(canAddPersonal && !alone
      ? [{ title: 'New collection that only you see…', run: () => setEdited({ parent: null, personal: true }) }]
      : []),
  ]);
  const shared = {
    all,
    chosen,
    onChoose,
    setOpen,
    actions,
    onEdit: setEdited,
    onGuests: setGuestsOf,
    onRemove: remove,
  };
  const sections = [
    {
      personal: false,
      title: alone ? 'Collections' : 'Team collections',
      can: canAdd,
      empty: alone ? EMPTY : `${EMPTY} Everyone in the team sees it.`,
    },
    { personal: true, title: 'My collections', can: canAddPersonal, empty: EMPTY_OWN },
  ].filter((one) => !(one.personal && alone));
  return (
    <nav aria-label="Collections" className={classes.sidebar}>
      <button
        type="button"
        className={classes.all}
        aria-current={chosen === undefined ? 'page' : undefined}
        onClick={() => onChoose(undefined)}
      >
        All papers
      </button>
      {sections.map(({ personal, title, can, empty }) => {
        const rows = visibleRows(all, personal, open);
        if (rows.length === 0 && !can) return null;
        return (
          <section key={title} aria-label={title}>
            <div className={classes.heading}>
              <h2>{title}</h2>
              {can && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={personal ? 'New collection that only you see' : 'New collection'}
                  title={personal ? 'New collection that only you see' : 'New collection'}
                  onClick={() => setEdited({ parent: null, personal })}
                >
                  <PlusIcon />
                </ActionIcon>
              )}
            </div>
            {rows.length > 0 && <TreeSection {...shared} rows={rows} title={title} />}
            {rows.length === 0 && !isPending && <p className={classes.hint}>{empty}</p>}
          </section>
        );
      })}
      {edited && (
        <CollectionDialog
          edited={edited}
          onClose={() => setEdited(null)}
          onSave={async (values) => {
            if (edited.collection) return (await actions.edit(edited.collection.id, values)) !== null;
            const made = await actions.add({ ...values, parent: edited.parent, personal: edited.personal });
            if (made && made.parent) setOpen([made.parent], true);
            return made !== null;
          }}
        />
      )}
      {guestsOf && <CollectionGuests team={team} collection={guestsOf} onClose={() => setGuestsOf(null)} />}
    </nav>
  );
}

const EMPTY = 'Press + to make a collection, then drag papers onto it.';
const EMPTY_OWN = 'Collections here are seen by you alone.';
