// What a tree of collections is given.
import type { Collection } from '../../api/schemas';
import type { Edited } from './CollectionDialog';
import type { Row } from './tree';
import type { useCollectionActions } from './useCollections';

export interface TreeProps {
  all: Collection[];
  rows: Row[];
  title: string;
  chosen: string | undefined;
  onChoose: (collection: string | undefined) => void;
  setOpen: (ids: string[], open: boolean) => void;
  actions: ReturnType<typeof useCollectionActions>;
  onEdit: (edited: Edited) => void;
  onGuests: (collection: Collection) => void;
  onRemove: (collection: Collection) => void;
}
