// Saved searches in the sidebar: how many papers each finds now; a click shows them.
import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import type { Team } from '../../api/schemas';
import { DotsIcon } from '../../ui/icons';
import classes from './Collections.module.css';
import { SearchDialog, type EditedSearch } from './SearchDialog';
import { useSearchActions, useSearches, type SavedSearch } from './useSearches';

interface Props {
  team: Team;
  /** The filter of the list that is shown. */
  filter: string | undefined;
  onChoose: (filter: string) => void;
}

export function SavedSearches({ team, filter, onChoose }: Props) {
  const { all, canAdd } = useSearches(team);
  const { remove } = useSearchActions(team);
  const [edited, setEdited] = useState<EditedSearch | null>(null);
  if (all.length === 0) return null;
  return (
    <section aria-label="Saved searches" className={classes.searches}>
      <div className={classes.heading}>
        <h2>Saved searches</h2>
      </div>
      <ul>
        {all.map((search) => (
          <li key={search.id} className={classes.row} data-current={search.filter === filter || undefined}>
            <button
              type="button"
              className={classes.search}
              title={search.filter}
              aria-current={search.filter === filter ? 'page' : undefined}
              onClick={() => onChoose(search.filter)}
            >
              <span className={classes.name}>{search.name}</span>{' '}
              <span className={classes.count}>
                {search.papers.toLocaleString()}
                {search.capped && '+'}
                <span className="sk-heard">{search.papers === 1 ? ' paper' : ' papers'}</span>
              </span>
            </button>
            <SearchMenu search={search} onEdit={setEdited} onRemove={() => void remove(search)} />
          </li>
        ))}
      </ul>
      {edited && <SearchDialog team={team} edited={edited} canAdd={canAdd} onClose={() => setEdited(null)} />}
    </section>
  );
}

interface MenuProps {
  search: SavedSearch;
  onEdit: (edited: EditedSearch) => void;
  onRemove: () => void;
}

function SearchMenu({ search, onEdit, onRemove }: MenuProps) {
  if (!search.can.includes('edit')) return null;
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          className={classes.menu}
          aria-label={`Actions for ${search.name}`}
        >
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onEdit({ search, filter: search.filter })}>Edit…</Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" onClick={onRemove}>
          Delete search
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
