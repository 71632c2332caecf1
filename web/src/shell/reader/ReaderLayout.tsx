// The parts of the reader around the pages: tools, contents, discussion, dialogs.
import { Button, Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { address } from '../../api/client';
import { useMe } from '../../api/me';
import { paperQuery } from '../../api/queries';
import { AnnotationDialog } from '../../features/annotations/AnnotationDialog';
import { useAnnotating } from '../../features/annotations/Annotating';
import { Palette } from '../../features/annotations/Palette';
import { SelectionBar } from '../../features/annotations/SelectionBar';
import { OrphanedAnnotations } from '../../features/annotations/OrphanedAnnotations';
import { useAnnotations } from '../../features/annotations/useAnnotations';
import { CitationCard } from '../../features/citations/CitationCard';
import { useCitations } from '../../features/citations/useCitations';
import { useDiscussing } from '../../features/discussions/Discussing';
import { ThreadDialog } from '../../features/discussions/ThreadDialog';
import { ExportMenu } from '../../features/exchange/ExportMenu';
import { Contents } from '../../features/reading/Contents';
import { FindBar } from '../../features/reading/FindBar';
import type { ReaderPlace } from '../../features/reading/readerPlace';
import { FollowNotice, Readers } from '../../features/reading/Readers';
import { Toolbar } from '../../features/reading/Toolbar';
import { useLook } from '../../features/reading/useLook';
import { usePresence } from '../../features/reading/usePresence';
import { useHold } from '../../live/hold';
import { plainTitle } from '../../ui/csl';
import { usePageTitle } from '../../ui/usePageTitle';
import { useOpenFile } from '../../viewer/openFile';
import type { ReaderState } from '../../viewer/viewer';
import { DiscussionPanel } from './DiscussionPanel';
import pages from '../../viewer/Pages.module.css';
import styles from './ReaderPage.module.css';
import { useReaderKeys, useThreadKeys } from './useReaderKeys';

interface Props {
  place: ReaderPlace;
  state: ReaderState;
  failure: Error | null;
  again: () => void;
  /** Whether there is room for cards beside the text. */
  wide: boolean;
  contents: boolean;
  onContents: (shown: boolean) => void;
  talk: boolean;
  onTalk: (shown: boolean) => void;
}

export function ReaderLayout({ place, state, failure, again, wide, contents, onContents, talk, onTalk }: Props) {
  const { team, paper, file, opened, ready, container } = useOpenFile();
  const { canAnnotate } = useAnnotations();
  const { input } = useAnnotating();
  const { typing, discussReference } = useDiscussing();
  const news = useHold(paper, typing || input.selected !== null);
  const citation = useCitations(opened, ready, team.id, paper);
  const [look, setLook] = useLook();
  const me = useMe();
  const presence = usePresence(opened, ready, container, paper, file);
  const [finding, setFinding] = useState(false);
  const { data } = useQuery(paperQuery(team.id, paper));
  const shown = data?.files.find((one) => one.id === file);
  const title = (data && plainTitle(data.metadata)) || (shown?.name ?? 'Document');
  usePageTitle(title);
  useNamedAnnotation(place.annotation);
  useThreadKeys();
  useReaderKeys(
    container,
    () => setFinding(true),
    () => onContents(!contents),
    opened?.viewer,
  );
  const content = address('/api/teams/{team}/files/{file_id}/content', { path: { team: team.id, file_id: file } });

  return (
    <div className={styles.reader}>
      <Toolbar
        viewer={opened?.viewer}
        state={state}
        title={title}
        team={team.slug}
        paper={paper}
        exporting={<ExportMenu team={team.id} paper={paper} file={file} />}
        panel={contents}
        onPanel={() => onContents(!contents)}
        onFind={() => setFinding(true)}
        talk={talk}
        onTalk={() => onTalk(!talk)}
        look={look}
        onLook={setLook}
        readers={
          <Readers
            others={presence.others}
            me={me.person.id}
            file={file}
            followed={presence.followed}
            onFollow={presence.follow}
          />
        }
      />
      <div className={styles.body}>
        {contents && (
          <aside className={styles.side} aria-label="Contents">
            {opened && (
              <Contents
                opened={opened}
                team={team.id}
                paper={paper}
                file={file}
                page={state.page}
                onGo={() => !wide && onContents(false)}
              />
            )}
          </aside>
        )}
        {(!ready || canAnnotate) && <div className={styles.tools}>{ready && <Palette />}</div>}
        <div className={styles.main}>
          <FollowNotice followed={presence.followed} onStop={() => presence.follow(null)} />
          {finding && opened && (
            <FindBar viewer={opened.viewer} state={state} start={place.q ?? ''} onClose={() => setFinding(false)} />
          )}
          <div
            ref={container}
            className={pages.container}
            data-look={look}
            onScroll={citation.close}
            tabIndex={0}
            role="region"
            aria-label={`Pages of ${title}`}
          >
            <div className="pdfViewer" />
          </div>
          {!ready && !failure && (
            <div className={styles.waiting} role="status">
              <Loader aria-hidden /> <Text c="dimmed">Opening…</Text>
            </div>
          )}
          {failure && (
            <Failed failure={failure} needsPassword={shown?.needs_password} download={content} again={again} />
          )}
        </div>
        {talk && (
          <aside className={styles.talk} aria-label="Discussion">
            {opened && <OrphanedAnnotations onShow={(page) => opened.viewer.goToPage(page)} />}
            <DiscussionPanel named={place.thread} news={news} beside={wide} onClose={() => onTalk(false)} />
          </aside>
        )}
      </div>
      <AnnotationDialog />
      <ThreadDialog />
      <SelectionBar />
      {citation.open && (
        <CitationCard
          team={team}
          paper={paper}
          open={citation.open}
          onClose={citation.close}
          onDiscuss={
            canAnnotate
              ? (reference) => {
                  citation.close();
                  discussReference(reference);
                }
              : undefined
          }
        />
      )}
      <div className="sk-heard" role="status">
        {ready && place.rects?.length ? `The passage is marked on page ${place.page}.` : ''}
        {input.byKeys &&
          'Move by word with the arrow keys; hold Shift to select. Then press h to highlight, u to underline or c to comment. Press Escape to leave.'}
      </div>
    </div>
  );
}

/** Shows the annotation that the address names, once it is there. */
function useNamedAnnotation(named: string | undefined): void {
  const { ready, reveal } = useOpenFile();
  const { annotations } = useAnnotations();
  const { choose } = useAnnotating();
  const there = ready && annotations.some((one) => one.id === named);
  const show = useEffectEvent(() => {
    if (!named) return;
    reveal();
    choose(named);
  });
  useEffect(() => {
    if (there) show();
  }, [there, named]);
}

function Failed({
  failure,
  needsPassword,
  download,
  again,
}: {
  failure: Error;
  needsPassword?: boolean;
  download: string;
  again: () => void;
}) {
  const locked = needsPassword || failure.name === 'PasswordException';
  return (
    <div className={styles.waiting} role="alert">
      <Text fw={600}>{locked ? 'This document is password-protected.' : 'This document couldn’t be opened.'}</Text>
      <Text c="dimmed" ta="center" maw={420}>
        {locked
          ? 'Download to open it with its password, or enter the password on the paper’s page to have its text extracted.'
          : failure.message}
      </Text>
      {!locked && <Button onClick={again}>Try again</Button>}
      <Button component="a" variant="default" href={`${download}?download=1`} download>
        Download
      </Button>
    </div>
  );
}
