// Opens a file in a container and gives the viewer, or why it cannot be shown.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { address, api } from '../../api/client';
import { paperQuery } from '../../api/queries';
import { hideMarksTakenIn } from '../../viewer/fileMarks';
import { openDocument } from '../../viewer/pdfjs';
import { PositionWriter, readPosition } from './position';
import type { Opened } from '../../viewer/openFile';
import type { ReaderPlace } from './readerPlace';
import { ReaderViewer, type ReaderState } from '../../viewer/viewer';

const CLOSED: ReaderState = { ready: false, page: 1, pages: 0, scale: 1, rotation: 0, matches: null };

/** Files that could not be read keep their annotations to themselves; pdf.js shows them then. */
const UNREAD = new Set(['failed', 'parked']);

export function useReader(team: string, paper: string, file: string, place: ReaderPlace) {
  const client = useQueryClient();
  const container = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const [attempt, setAttempt] = useState(0);
  // Read when the document opens; later changes of the address are followed by `useMarks`.
  const first = useRef(place);

  useEffect(() => {
    const box = container.current;
    if (!box) return;
    const gone = new AbortController();
    const writer = new PositionWriter(team, file);
    const task = openDocument(
      address('/api/teams/{team}/files/{file_id}/content', {
        path: { team, file_id: file },
        query: { unlocked: true },
      }),
    );
    let viewer: ReaderViewer | undefined;
    void (async () => {
      try {
        const known = client.ensureQueryData(paperQuery(team, paper)).catch(() => undefined);
        const position = first.current.page ? null : await readPosition(team, file, gone.signal);
        const document = await task.promise;
        const status = (await known)?.files.find((one) => one.id === file)?.status;
        if (gone.signal.aborted) return;
        if (!UNREAD.has(status ?? '')) hideMarksTakenIn(document);
        viewer = await ReaderViewer.open(box, document, position ?? startOf(first.current));
        viewer.onMove = (now) => writer.moved(now);
        viewer.readWords = async (page) =>
          (
            await api.get('/api/teams/{team}/files/{file_id}/pages/{number}', {
              params: { path: { team, file_id: file, number: page } },
              signal: gone.signal,
            })
          ).words;
        if (gone.signal.aborted) viewer.close();
        else setOpened({ viewer, document });
      } catch (error) {
        if (!gone.signal.aborted) setFailure(error instanceof Error ? error : new Error(String(error)));
      }
    })();
    const leave = () => writer.flush();
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      gone.abort();
      writer.flush();
      viewer?.close();
      void task.destroy();
      setOpened(null);
      setFailure(null);
    };
  }, [client, team, paper, file, attempt]);

  return { container, opened, failure, again: () => setAttempt((number) => number + 1) };
}

function startOf(place: ReaderPlace) {
  return place.page ? { page: place.page, y: 0, zoom: null, rotation: 0 } : null;
}

export function useReaderState(opened: Opened | null): ReaderState {
  return useSyncExternalStore(opened?.viewer.subscribe ?? never, opened?.viewer.getState ?? closed);
}

const never = () => () => undefined;
const closed = () => CLOSED;

/** Marks what the address names, once the pages are there and whenever the address changes. */
export function useMarks(opened: Opened | null, ready: boolean, place: ReaderPlace): void {
  const { page, rects, q } = place;
  const key = JSON.stringify([page, rects, q]);
  useEffect(() => {
    if (!opened || !ready) return;
    if (page && rects?.length) opened.viewer.mark([{ page, rects }]);
    else if (page) opened.viewer.goToPage(page);
    if (q && !rects?.length) opened.viewer.find(q);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for page, rects and q by value.
  }, [opened, ready, key]);
}
