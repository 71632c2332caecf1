// Takes files dropped anywhere on a team's pages, and opens the pickers for files and folders.
import { notifications } from '@mantine/notifications';
import { useEffect, useEffectEvent, useMemo, useRef, useState, type ChangeEvent, type ReactNode } from 'react';
import type { Team } from '../../api/schemas';
import { UploadingContext, type Uploading } from '../../ui/uploading';
import { takeDrop } from './drop';
import { panel } from './panelState';
import classes from './Uploads.module.css';
import { addAll, uploads } from './uploads';

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Whether files hang over the window, and what happens when they fall. */
function useWindowDrop(onDrop: (taken: (FileSystemEntry | File)[]) => void): boolean {
  const [over, setOver] = useState(false);
  const dropped = useEffectEvent(onDrop);
  useEffect(() => {
    // Every element that is crossed says "enter" and "leave"; the balance says whether the window was left.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = 'copy';
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      dropped(takeDrop(event.dataTransfer!));
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hover);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return over;
}

export function UploadArea({ team, children }: { team: Team; children: ReactNode }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  const allowed = team.can.includes('upload');

  function add(taken: (FileSystemEntry | File)[]) {
    if (!allowed) {
      notifications.show({ message: `You have read-only access to ${team.name}.` });
      return;
    }
    // What ended before the panel was closed is over; it does not count with what begins now.
    if (panel.size() === 'closed') uploads.clearEnded();
    panel.begin();
    void addAll({ id: team.id, slug: team.slug, name: team.name }, taken);
  }

  const over = useWindowDrop(add);
  const uploading = useMemo<Uploading>(
    () => ({
      allowed,
      chooseFiles: () => files.current?.click(),
      chooseFolder: () => folder.current?.click(),
      showPanel: () => panel.show(),
    }),
    [allowed],
  );

  function chosen(event: ChangeEvent<HTMLInputElement>) {
    add([...(event.currentTarget.files ?? [])]);
    // So that the same files can be chosen again.
    event.currentTarget.value = '';
  }

  return (
    <UploadingContext value={uploading}>
      {children}
      <input
        ref={files}
        type="file"
        accept="application/pdf,.pdf"
        multiple
        hidden
        onChange={chosen}
        aria-label="Choose PDFs"
      />
      <input
        ref={folder}
        type="file"
        webkitdirectory=""
        multiple
        hidden
        onChange={chosen}
        aria-label="Choose a folder"
      />
      {over && allowed && (
        <div className={classes.veil} aria-hidden>
          <div>Drop to add to {team.name}</div>
        </div>
      )}
    </UploadingContext>
  );
}
