// The keyboard in a tree of collections, as the ARIA practices have it; Alt and an arrow move the collection itself.
import type { KeyboardEvent } from 'react';
import type { Collection } from '../../api/schemas';
import { keyPlace } from './tree';
import type { TreeProps } from './treeProps';

export function useTreeKeys(props: TreeProps, focus: (id: string) => void) {
  const { all, rows, onChoose, setOpen, actions, onEdit, onRemove } = props;
  return (event: KeyboardEvent, collection: Collection) => {
    // The menu's button has keys of its own.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey) return;
    const at = rows.findIndex((row) => row.collection.id === collection.id);
    const row = rows[at];
    const go = (index: number) => rows[index] && focus(rows[index].collection.id);
    const mayEdit = collection.can.includes('edit');
    const left = () => {
      if (row?.open) setOpen([collection.id], false);
      else if (collection.parent) focus(collection.parent);
    };
    const right = () => {
      if (row?.open === false) setOpen([collection.id], true);
      else if (row?.open) go(at + 1);
    };
    const byLetter = () => {
      const letter = event.key.toLocaleLowerCase();
      const order = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
      const found = order.find((one) => one.collection.name.toLocaleLowerCase().startsWith(letter));
      if (found) focus(found.collection.id);
    };
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: right,
      ArrowLeft: left,
      Enter: () => onChoose(collection.id),
      ' ': () => onChoose(collection.id),
      F2: () => mayEdit && onEdit({ collection, parent: collection.parent, personal: collection.personal }),
      Delete: () => mayEdit && onRemove(collection),
    };
    if (event.altKey) {
      const place = event.key.startsWith('Arrow') && mayEdit ? keyPlace(all, collection, event.key) : null;
      if (!event.key.startsWith('Arrow')) return;
      event.preventDefault();
      if (!place) return;
      if (place.parent && place.parent !== collection.parent) setOpen([place.parent], true);
      void actions.move(collection, place).then(() => focus(collection.id));
      return;
    }
    const action = moves[event.key] ?? (event.key.length === 1 ? byLetter : undefined);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
}
