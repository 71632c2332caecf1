// The reader: one PDF, opened where one stopped or at a passage, with outline, thumbnails and find.
import { Button, Loader, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import 'pdfjs-dist/web/pdf_viewer.css';
import { address } from '../../api/client';
import { paperQuery } from '../../api/queries';
import type { Rect, Team } from '../../api/schemas';
import { useMe } from '../../api/me';
import { isTyping } from '../../ui/keyboard';
import { usePageTitle } from '../../ui/usePageTitle';
import { CitationCard } from './CitationCard';
import { Contents } from './Contents';
import { Discussion } from './Discussion';
import { Palette } from './Palette';
import { ExportMenu } from './ExportMenu';
import { FindBar } from './FindBar';
import styles from './ReaderPage.module.css';
import { TalkDialog } from './TalkDialog';
import { Toolbar } from './Toolbar';
import { Tray } from './Tray';
import { FollowNotice, Readers } from './Readers';
import { SelectionBar } from './SelectionBar';
import { useCitations } from './useCitations';
import { useColors } from './useColors';
import { type Discussion as Talk, useDiscussion } from './useDiscussion';
import { useLook } from './useLook';
import { usePresence } from './usePresence';
import { useMarks, useReader, useReaderState } from './useReader';

export interface ReaderPlace {
  /** From 1. */
  page?: number;
  /** What to mark on that page, in PDF points. */
  rects?: Rect[];
  /** Numbers of words to mark on that page. */
  words?: number[];
  /** What was searched for. */
  q?: string;
  /** An annotation to show. */
  annotation?: string;
  /** A thread on the paper to show. */
  thread?: string;
}

export interface ReaderPageProps {
  team: Team;
  paperId: string;
  fileId: string;
  place: ReaderPlace;
}

export function ReaderPage({ team, paperId, fileId, place }: ReaderPageProps) {
  const { container, opened, failure, again } = useReader(team.id, paperId, fileId, place);
  const state = useReaderState(opened);
  useMarks(opened, state.ready, place);
  const citation = useCitations(opened, state.ready, team.id, paperId);
  const wide = useMediaQuery('(min-width: 60em)', window.innerWidth >= 960, { getInitialValueInEffect: false });
  const [panel, setPanel] = useState(() => window.innerWidth >= 1100);
  const [talk, setTalk] = useState(() => window.innerWidth >= 1280);
  useFoldWhenNarrow(wide, () => {
    setPanel(false);
    setTalk(false);
  });
  const discussion = useDiscussion(opened, state.ready, container, { team, paper: paperId, file: fileId }, () => setTalk(true));
  const { meanings } = useColors(team.id);
  const [look, nextLook] = useLook();
  useNamedAnnotation(discussion, state.ready, place.annotation, () => setTalk(true));
  const me = useMe();
  const presence = usePresence(opened, state.ready, container, paperId, fileId);
  const [finding, setFinding] = useState(false);
  const { data: paper } = useQuery(paperQuery(team.id, paperId));
  const file = paper?.files.find((one) => one.id === fileId);
  const title = typeof paper?.metadata.title === 'string' ? paper.metadata.title : (file?.name ?? 'Document');
  usePageTitle(title);
  useReaderKeys(container, () => setFinding(true), () => setPanel((shown) => !shown), opened?.viewer);
  const content = address('/api/teams/{team}/files/{file_id}/content', { path: { team: team.id, file_id: fileId } });

  return (
    <div className={styles.reader}>
      <Toolbar
        viewer={opened?.viewer} state={state} title={title} team={team.slug} paper={paperId} exporting={<ExportMenu team={team.id} paper={paperId} file={fileId} />}
        panel={panel} onPanel={() => setPanel(!panel)} onFind={() => setFinding(true)}
        talk={talk} onTalk={() => setTalk(!talk)} look={look} onLook={nextLook}
        readers={<Readers others={presence.others} me={me.person.id} file={fileId} followed={presence.followed} onFollow={presence.follow} />}
      />
      <div className={styles.body}>
        {panel && opened && (
          <aside className={styles.side} aria-label="Contents">
            <Contents opened={opened} team={team.id} paper={paperId} file={fileId} page={state.page} onGo={() => !wide && setPanel(false)} />
          </aside>
        )}
        {state.ready && <Palette discussion={discussion} team={team} />}
        <div className={styles.main}>
          <FollowNotice followed={presence.followed} onStop={() => presence.follow(null)} />
          {finding && opened && <FindBar viewer={opened.viewer} state={state} start={place.q ?? ''} onClose={() => setFinding(false)} />}
          <div ref={container} className={styles.container} data-look={look} onScroll={citation.close} tabIndex={0} role="region" aria-label={`Pages of ${title}`}>
            <div className="pdfViewer" />
          </div>
          {!state.ready && !failure && (
            <div className={styles.waiting} role="status">
              <Loader aria-hidden /> <Text c="dimmed">Opening…</Text>
            </div>
          )}
          {failure && <Failed failure={failure} needsPassword={file?.needs_password} download={content} again={again} />}
        </div>
        {talk && (
          <aside className={styles.talk} aria-label="Discussion">
            {opened && <Tray discussion={discussion} onShow={(page) => opened.viewer.goToPage(page)} />}
            <Discussion discussion={discussion} named={place.thread} viewer={state.ready ? opened?.viewer : undefined} container={container} beside={wide} onClose={() => setTalk(false)} />
          </aside>
        )}
      </div>
      <TalkDialog discussion={discussion} />
      <SelectionBar discussion={discussion} meanings={meanings} />
      {citation.open && (
        <CitationCard
          team={team} paper={paperId} open={citation.open} onClose={citation.close}
          onDiscuss={discussion.canAnnotate ? (reference) => {
            citation.close();
            discussion.discussReference(reference);
          } : undefined}
        />
      )}
      <div className="sk-heard" role="status">
        {state.ready && place.rects?.length ? `The passage is marked on page ${place.page}.` : ''}
        {discussion.input.byKeys && 'Walk from word to word with the arrow keys; hold Shift to select. Then h highlights, u underlines, c comments. Escape ends.'}
      </div>
    </div>
  );
}

/** A window made narrow has no room for what was open beside the pages. */
function useFoldWhenNarrow(wide: boolean, fold: () => void): void {
  const onNarrow = useEffectEvent(fold);
  const before = useRef(wide);
  useEffect(() => {
    if (before.current && !wide) onNarrow();
    before.current = wide;
  }, [wide]);
}

/** Shows the annotation that the address names, once it is there. */
function useNamedAnnotation(discussion: Talk, ready: boolean, named: string | undefined, reveal: () => void): void {
  const there = ready && discussion.annotations.some((one) => one.id === named);
  const show = useEffectEvent(() => {
    if (!named) return;
    reveal();
    discussion.choose(named);
  });
  useEffect(() => {
    if (there) show();
  }, [there, named]);
}

function Failed({ failure, needsPassword, download, again }: { failure: Error; needsPassword?: boolean; download: string; again: () => void }) {
  const locked = needsPassword || failure.name === 'PasswordException';
  return (
    <div className={styles.waiting} role="alert">
      <Text fw={600}>{locked ? 'This document is protected by a password.' : 'This document could not be opened.'}</Text>
      <Text c="dimmed" ta="center" maw={420}>
        {locked ? 'Download it and open it with its password; the page of the paper lets you give the password to have it read.' : failure.message}
      </Text>
      {!locked && <Button onClick={again}>Try again</Button>}
      <Button component="a" variant="default" href={`${download}?download=1`} download>Download it</Button>
    </div>
  );
}

/** Ctrl-F finds, + and − zoom, [ and ] go a page back and on, o shows the contents. */
function useReaderKeys(
  container: React.RefObject<HTMLDivElement | null>, find: () => void, contents: () => void, viewer: import('./viewer').ReaderViewer | undefined,
): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'f' && viewer) {
      event.preventDefault();
      find();
      return;
    }
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || !viewer) return;
    const actions: Record<string, () => void> = {
      '+': () => viewer.zoomBy(1),
      '=': () => viewer.zoomBy(1),
      '-': () => viewer.zoomBy(-1),
      ']': () => viewer.goToPage(viewer.state.page + 1),
      '[': () => viewer.goToPage(viewer.state.page - 1),
      o: contents,
      r: () => viewer.rotate(),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    container.current?.focus({ preventScroll: true });
    return () => window.removeEventListener('keydown', listener);
  }, [container]);
}
