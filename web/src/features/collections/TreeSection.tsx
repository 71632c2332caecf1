// One tree of collections: by mouse, by keyboard, and as a place to drop papers and collections.
import { useRef, useState, type DragEvent } from 'react';
import type { Collection } from '../../api/schemas';
import { droppedPapers, holdsPapers } from '../../ui/dragging';
import { shadeOf } from '../../ui/labelColors';
import { CollectionMenu } from './CollectionMenu';
import classes from './Collections.module.css';
import { dropPlace, type Zone } from './tree';
import type { TreeProps } from './treeProps';
import { useTreeKeys } from './useTreeKeys';

// What is being dragged: the browser does not say before it is dropped.
let dragged: Collection | null = null;

function zoneOf(event: DragEvent<HTMLElement>): Zone {
  if (holdsPapers(event)) return 'into';
  const box = event.currentTarget.getBoundingClientRect();
  const part = (event.clientY - box.top) / box.height;
  return part < 0.28 ? 'before' : part > 0.72 ? 'after' : 'into';
}

export function TreeSection(props: TreeProps) {
  const { all, rows, title, chosen, onChoose, setOpen, actions, onEdit, onGuests, onRemove } = props;
  const tree = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const [over, setOver] = useState<{ id: string; zone: Zone } | null>(null);
  // One row can be reached with Tab; arrows lead to the others.
  const entry = [current, chosen].find((id) => rows.some((row) => row.collection.id === id)) ?? rows[0]?.collection.id;

  function focus(id: string) {
    setCurrent(id);
    tree.current?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus();
  }
  const keys = useTreeKeys(props, focus);

  function dragOver(event: DragEvent<HTMLElement>, target: Collection) {
    const zone = zoneOf(event);
    const takes = holdsPapers(event)
      ? target.can.includes('edit')
      : dragged !== null && dropPlace(all, dragged, target, zone) !== null;
    if (!takes) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = holdsPapers(event) ? 'copy' : 'move';
    if (over?.id !== target.id || over.zone !== zone) setOver({ id: target.id, zone });
  }

  function drop(event: DragEvent<HTMLElement>, target: Collection) {
    event.preventDefault();
    setOver(null);
    if (holdsPapers(event)) {
      void actions.addPapers(target, droppedPapers(event));
      return;
    }
    const zone = zoneOf(event);
    const place = dragged && dropPlace(all, dragged, target, zone);
    if (!dragged || !place) return;
    if (zone === 'into') setOpen([target.id], true);
    void actions.move(dragged, place);
  }

  return (
    <div ref={tree} role="tree" aria-label={title} className={classes.tree}>
      {rows.map(({ collection, level, place, size, open }) => (
        <div
          key={collection.id}
          role="treeitem"
          data-id={collection.id}
          data-over={over?.id === collection.id ? over.zone : undefined}
          aria-level={level}
          aria-posinset={place}
          aria-setsize={size}
          aria-expanded={open ?? undefined}
          aria-selected={collection.id === chosen}
          aria-labelledby={`name-${collection.id} count-${collection.id}`}
          tabIndex={collection.id === entry ? 0 : -1}
          title={collection.description || undefined}
          className={classes.row}
          style={{ paddingInlineStart: 4 + (level - 1) * 14 }}
          draggable={collection.can.includes('edit')}
          onFocus={() => setCurrent(collection.id)}
          onClick={() => onChoose(collection.id)}
          onKeyDown={(event) => keys(event, collection)}
          onDragStart={(event) => {
            dragged = collection;
            event.dataTransfer.setData('text/plain', collection.name);
            event.dataTransfer.effectAllowed = 'move';
          }}
          onDragEnd={() => {
            dragged = null;
            setOver(null);
          }}
          onDragOver={(event) => dragOver(event, collection)}
          onDragLeave={() => setOver((old) => (old?.id === collection.id ? null : old))}
          onDrop={(event) => drop(event, collection)}
        >
          <span
            aria-hidden
            className={classes.twisty}
            onClick={(event) => {
              if (open === null) return;
              event.stopPropagation();
              setOpen([collection.id], !open);
            }}
          >
            {open === null ? '' : open ? '▾' : '▸'}
          </span>
          <span
            aria-hidden
            className={classes.dot}
            style={collection.color ? { background: shadeOf(collection.color), borderColor: 'transparent' } : undefined}
          />
          <span id={`name-${collection.id}`} className={classes.name}>
            {collection.name}
          </span>{' '}
          <span id={`count-${collection.id}`} className={classes.count} data-none={!collection.papers || undefined}>
            {collection.papers}
            <span className="sk-heard">{collection.papers === 1 ? ' paper' : ' papers'}</span>
          </span>
          <CollectionMenu
            collection={collection}
            onEdit={onEdit}
            onGuests={onGuests}
            onRemove={onRemove}
            reachable={collection.id === entry}
          />
        </div>
      ))}
    </div>
  );
}
