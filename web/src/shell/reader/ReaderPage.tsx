// The reader: one PDF, opened where one stopped or at a passage, with what belongs to annotations, discussion and citations.
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import 'pdfjs-dist/web/pdf_viewer.css';
import type { Team } from '../../api/schemas';
import { AnnotatingProvider } from '../../features/annotations/Annotating';
import { DiscussingProvider } from '../../features/discussions/Discussing';
import type { ReaderPlace } from '../../features/reading/readerPlace';
import { useMarks, useReader, useReaderState } from '../../features/reading/useReader';
import { OpenFileContext } from '../../viewer/openFile';
import { ReaderLayout } from './ReaderLayout';
import { useFoldWhenNarrow } from './useFoldWhenNarrow';

interface Props {
  team: Team;
  paperId: string;
  fileId: string;
  place: ReaderPlace;
}

export function ReaderPage({ team, paperId, fileId, place }: Props) {
  const { container, opened, failure, again } = useReader(team.id, paperId, fileId, place);
  const state = useReaderState(opened);
  useMarks(opened, state.ready, place);
  const wide = useMediaQuery('(min-width: 60em)', window.innerWidth >= 960, { getInitialValueInEffect: false });
  const [contents, setContents] = useState(() => window.innerWidth >= 1440);
  const [talk, setTalk] = useState(() => window.innerWidth >= 1280);
  useFoldWhenNarrow(wide, () => {
    setContents(false);
    setTalk(false);
  });
  const open = {
    team,
    paper: paperId,
    file: fileId,
    opened,
    ready: state.ready,
    container,
    reveal: () => setTalk(true),
  };
  return (
    <OpenFileContext value={open}>
      <DiscussingProvider>
        <AnnotatingProvider>
          <ReaderLayout
            place={place}
            state={state}
            failure={failure}
            again={again}
            wide={wide}
            contents={contents}
            onContents={setContents}
            talk={talk}
            onTalk={setTalk}
          />
        </AnnotatingProvider>
      </DiscussingProvider>
    </OpenFileContext>
  );
}
