// Finds a paper to cite, or an annotation to show, and puts it where the caret stands.
import { Loader, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import type { Editor } from '@tiptap/react';
import { useState, type KeyboardEvent } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Annotation, PaperRow, Team } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { findCitation, isTooMuch, readCites, TOO_MUCH, writeCites, type CitationPlace, type Cite } from './cites';
import { TRIGGER } from './extensions';
import classes from './Notes.module.css';

export type Pick = 'citation' | 'annotation';

interface Props {
  team: Team;
  /** The paper that the note belongs to: its annotations are offered first. */
  paper: string | null;
  picking: Pick | null;
  onClose: () => void;
  editor: Editor;
  /** The citation that gets one more paper; null for a new one. */
  citation?: CitationPlace | null;
}

/** "Curie 1898", as a reader would name it. */
export function shortName(row: { authors: string; year: number | null; title: string }): string {
  const people = row.authors.split(/,\s*|\s*;\s*/).filter(Boolean);
  const family = (people[0] ?? '').split(' ').at(-1) ?? '';
  const who = family ? (people.length > 1 ? `${family} et al.` : family) : row.title.slice(0, 40);
  return [who, row.year].filter(Boolean).join(' ');
}

export function Picker({ team, paper, picking, onClose, editor, citation }: Props) {
  return (
    <Dialog
      opened={picking !== null}
      onClose={onClose}
      title={picking === 'annotation' ? 'Insert an annotation' : 'Cite a paper'}
      size="lg"
    >
      {picking && (
        <Choice team={team} paper={paper} picking={picking} onClose={onClose} editor={editor} citation={citation} />
      )}
    </Dialog>
  );
}

function Choice({ team, paper, picking, onClose, editor, citation }: Props & { picking: Pick }) {
  const [chosen, setChosen] = useState(picking === 'annotation' ? paper : null);
  if (picking === 'annotation' && chosen) {
    return <Annotations team={team} paper={chosen} onOther={() => setChosen(null)} onClose={onClose} editor={editor} />;
  }
  const choose = (row: PaperRow) => {
    if (picking === 'annotation') {
      setChosen(row.id);
      return;
    }
    cite(editor, { paper: row.id, name: shortName(row) }, citation ?? null);
    onClose();
  };
  return <Papers team={team} onChoose={choose} />;
}

/** Put a paper into a citation, or a new one where the caret stands, in place of what asked for it. */
function cite(editor: Editor, added: Cite, citation: CitationPlace | null): void {
  const at = citation && findCitation(editor.state.doc, citation);
  if (citation && at !== null) {
    const cites = [...readCites(citation.attrs), added];
    if (isTooMuch(cites)) notifications.show({ color: 'red', message: TOO_MUCH });
    else editor.view.dispatch(editor.state.tr.setNodeMarkup(at, undefined, writeCites(cites)));
    return;
  }
  const { $from, from } = editor.state.selection;
  const typed = TRIGGER.exec($from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc'))?.[1] ?? '';
  editor
    .chain()
    .focus()
    .deleteRange({ from: from - typed.length, to: from })
    .insertContent([
      { type: 'citation', attrs: writeCites([added]) },
      { type: 'text', text: ' ' },
    ])
    .run();
}

function Papers({ team, onChoose }: { team: Team; onChoose: (row: PaperRow) => void }) {
  const [typed, setTyped] = useState('');
  const [filter] = useDebouncedValue(typed, 150);
  const parameters = { filter, limit: 20, sort: '-added' as const };
  const { data } = useQuery({
    queryKey: keys.paperList(team.id, { picker: true, ...parameters }),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/papers', { params: { path: { team: team.id }, query: parameters }, signal }),
  });
  const [at, setAt] = useState(0);
  const rows = data?.items ?? [];
  const active = Math.min(at, rows.length - 1);
  function press(event: KeyboardEvent): void {
    const row = rows[active];
    if (event.key === 'ArrowDown') setAt(Math.min(active + 1, rows.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(active - 1, 0));
    else if (event.key === 'Enter' && row && filter === typed) onChoose(row);
    else return;
    event.preventDefault();
  }
  return (
    <Stack gap="sm">
      <TextInput
        onKeyDown={press}
        data-autofocus
        aria-label="Find a paper"
        placeholder="Title, author or year"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
      />
      {!data && <Loader size="sm" />}
      {data?.items.length === 0 && (
        <Text c="dimmed" size="sm">
          No matching papers.
        </Text>
      )}
      <div className={classes.choices}>
        {rows.map((row, number) => (
          <UnstyledButton
            key={row.id}
            className={classes.choice}
            data-active={number === active || undefined}
            onClick={() => onChoose(row)}
          >
            <Text size="sm" fw={500}>
              {row.title}
            </Text>
            <Text size="xs" c="dimmed">
              {[row.authors, row.year].filter(Boolean).join(' · ')}
            </Text>
          </UnstyledButton>
        ))}
      </div>
    </Stack>
  );
}

/** The words that were marked; of a mark without words, what was said about it. */
function quoteOf(annotation: Annotation): string {
  return (
    annotation.selectors.map((one) => (one.type === 'TextQuoteSelector' ? one.exact : '')).find(Boolean) ??
    annotation.comment
  );
}

function Annotations({
  team,
  paper,
  onOther,
  onClose,
  editor,
}: {
  team: Team;
  paper: string;
  onOther: () => void;
  onClose: () => void;
  editor: Editor;
}) {
  const { data } = useQuery({
    queryKey: [...keys.annotations(team.id, paper), 'picker'],
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}/annotations', {
        params: { path: { team: team.id, paper_id: paper }, query: { limit: 200 } },
        signal,
      }),
  });
  const shown = data?.items.filter((annotation) => annotation.visibility === 'team' && quoteOf(annotation));
  return (
    <Stack gap="sm">
      <UnstyledButton className={classes.other} onClick={onOther}>
        Another paper…
      </UnstyledButton>
      {!shown && <Loader size="sm" />}
      {shown?.length === 0 && (
        <Text c="dimmed" size="sm">
          No team annotations on this paper yet.
        </Text>
      )}
      <div className={classes.choices}>
        {shown?.map((annotation) => (
          <UnstyledButton
            key={annotation.id}
            className={classes.choice}
            onClick={() => {
              const label = [annotation.person?.name, annotation.page ? `page ${annotation.page}` : '']
                .filter(Boolean)
                .join(', ');
              const attrs = {
                paper,
                file: annotation.file,
                annotation: annotation.id,
                quote: quoteOf(annotation).slice(0, 2000),
                label,
              };
              editor.chain().focus().insertContent({ type: 'annotation', attrs }).run();
              onClose();
            }}
          >
            <Text size="sm" lineClamp={3}>
              {quoteOf(annotation)}
            </Text>
            <Text size="xs" c="dimmed">
              {annotation.person?.name}
              {annotation.page ? ` · page ${annotation.page}` : ''}
            </Text>
          </UnstyledButton>
        ))}
      </div>
    </Stack>
  );
}
