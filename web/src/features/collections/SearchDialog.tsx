// Save what stands in the filter box under a name, or change a saved search.
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Team } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { useSearchActions, type SavedSearch } from './useSearches';

/** Without a search a new one is saved, with this filter. */
export interface EditedSearch {
  search?: SavedSearch;
  filter: string;
}

interface Props {
  team: Team;
  edited: EditedSearch;
  /** Whether one may save it for the team; otherwise only for oneself. */
  canAdd: boolean;
  onClose: () => void;
}

export function SearchDialog({ team, edited: { search, filter: typed }, canAdd, onClose }: Props) {
  const { add, edit } = useSearchActions(team);
  const [name, setName] = useState(search?.name ?? '');
  const [filter, setFilter] = useState(typed);
  const [personal, setPersonal] = useState(!canAdd);
  const [busy, setBusy] = useState(false);
  const alone = team.kind === 'personal';
  async function save() {
    setBusy(true);
    const values = { name: name.trim(), filter: filter.trim() };
    const done = search ? await edit(search.id, values) : await add({ ...values, personal: personal && !alone });
    if (done) onClose();
    else setBusy(false);
  }
  return (
    <Dialog opened onClose={onClose} title={search ? 'Edit search' : 'Save search'}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            data-autofocus
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Filter"
            maxLength={300}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
          {!search && !alone && (
            <Checkbox
              label="Only I see this search"
              checked={personal}
              disabled={!canAdd}
              onChange={(event) => setPersonal(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={!name.trim() || !filter.trim()}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
