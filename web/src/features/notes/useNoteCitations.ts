// The citations of an open note, formatted again whenever they, the style or a paper change.
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEditorState, type Editor } from '@tiptap/react';
import { useEffect } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Note, Schemas, Team } from '../../api/schemas';
import { citationsOf } from './cites';
import { formattedKey, type Formatted } from './formattedCitations';

const PATIENCE_MS = 250;
const MISSING = 'A paper cited here was deleted, or you can’t see it.';
const textOf = (html: string) => new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '';

interface NoteCitations {
  /** What the style made of them; undefined while that is not known. */
  cited?: Schemas['CitedTextOut'] | undefined;
  /** Why that cannot be known. */
  error?: Error | null;
  again: () => void;
}

export function useNoteCitations(editor: Editor, team: Team, note: Note): NoteCitations {
  const written = useEditorState({
    editor,
    selector: ({ editor: now }) => JSON.stringify(citationsOf(now.state.doc).map(({ cites }) => ({ cites }))),
  });
  const [settled] = useDebouncedValue(written, PATIENCE_MS);
  const { style = null, locale = null } = note.citing ?? {};
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: keys.bibliography(team.id, { note: note.id, settled, style, locale }),
    queryFn: ({ signal }) =>
      api.post('/api/teams/{team}/citations', {
        params: { path: { team: team.id } },
        body: { citations: JSON.parse(settled) as Schemas['CitationIn'][], style, locale },
        signal,
      }),
    placeholderData: keepPreviousData,
    enabled: settled !== '[]',
    retry: false,
  });
  useEffect(() => {
    if (!data || isPlaceholderData || settled !== written) return;
    const { doc, tr } = editor.state;
    let notes = 0;
    const formatted = citationsOf(doc).map(({ at, cites }, number): Formatted => {
      const html = data.citations[number] ?? null;
      const title = cites.some((one) => data.missing.includes(one.paper)) ? MISSING : '';
      if (html === null || !data.in_notes) return { at, html, title };
      notes += 1;
      return { at, html: `<sup>${notes}</sup>`, title: title || textOf(html) };
    });
    editor.view.dispatch(tr.setMeta(formattedKey, formatted).setMeta('addToHistory', false));
  }, [editor, data, isPlaceholderData, settled, written]);
  const again = () => void refetch();
  return settled === '[]' ? { again } : { cited: data, error, again };
}
