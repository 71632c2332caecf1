// What can be done with a collection.
import { ActionIcon, Menu } from '@mantine/core';
import type { Collection } from '../../api/schemas';
import { DotsIcon } from '../../ui/icons';
import type { Edited } from './CollectionDialog';
import classes from './Collections.module.css';

interface Props {
  collection: Collection;
  onEdit: (edited: Edited) => void;
  onGuests: (collection: Collection) => void;
  onRemove: (collection: Collection) => void;
  /** By Tab; of the other rows, arrows lead there first. */
  reachable: boolean;
}

export function CollectionMenu({ collection, onEdit, onGuests, onRemove, reachable }: Props) {
  const { id, personal, parent, can } = collection;
  if (!can.length) return null;
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          className={classes.menu}
          aria-label={`Actions for ${collection.name}`}
          tabIndex={reachable ? 0 : -1}
          onClick={(event) => event.stopPropagation()}
        >
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
        {can.includes('edit') && (
          <>
            <Menu.Item onClick={() => onEdit({ parent: id, personal })}>New collection inside…</Menu.Item>
            <Menu.Item onClick={() => onEdit({ collection, parent, personal })}>Edit…</Menu.Item>
          </>
        )}
        {can.includes('invite_guests') && <Menu.Item onClick={() => onGuests(collection)}>Guests…</Menu.Item>}
        {can.includes('edit') && (
          <>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => onRemove(collection)}>
              Delete collection
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
