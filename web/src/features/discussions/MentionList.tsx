// Names offered after an `@`, and whether each of them would see what is written.
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import { api } from '../../api/client';
import type { Schemas } from '../../api/schemas';
import { UNSPACED } from '../../ui/mentions';
import styles from './Threads.module.css';

interface Place {
  start: number;
  end: number;
  beginning: string;
}

const NAME = "[\\p{L}\\p{N}\\p{M}\\u200c'’.-]{0,40}";
const BEGUN = new RegExp(`(?:^|[^\\p{L}\\p{N}\\p{M}_@.]|[${UNSPACED}])[@＠](${NAME}(?: ${NAME}){0,2})$`, 'u');

/** The `@…` before the caret, if one is being typed. */
export function mentionAt(text: string, caret: number): Place | null {
  const found = BEGUN.exec(text.slice(0, caret));
  if (!found) return null;
  const beginning = found[1] ?? '';
  return { start: caret - beginning.length - 1, end: caret, beginning };
}

export type Mentions = ReturnType<typeof useMentions>;

export function useMentions(
  team: string,
  annotation: string | undefined,
  field: RefObject<HTMLTextAreaElement | null>,
  text: string,
  write: (text: string) => void,
) {
  const id = useId();
  const [place, setPlace] = useState<Place | null>(null);
  const [at, setAt] = useState(0);
  const { data } = useQuery({
    queryKey: ['team', team, 'mentionable', annotation ?? '', place?.beginning ?? ''],
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/mentionable', {
        params: { path: { team }, query: { q: place?.beginning, annotation, limit: 8 } },
        signal,
      }),
    enabled: place !== null,
    placeholderData: (before) => before,
  });
  const offered = place ? (data?.items ?? []) : [];
  const chosen = Math.min(at, offered.length - 1);

  function take(one: Schemas['MentionableOut']): void {
    if (!place) return;
    const twins = offered.filter((other) => other.person.name === one.person.name).length > 1;
    const name = twins ? `[@${one.person.name}](person:${one.person.id}) ` : `@${one.person.name} `;
    write(text.slice(0, place.start) + name + text.slice(place.end));
    const caret = place.start + name.length;
    setPlace(null);
    window.setTimeout(() => {
      field.current?.focus();
      field.current?.setSelectionRange(caret, caret);
    });
  }

  function onKey(event: KeyboardEvent): boolean {
    const one = offered[chosen];
    if (!one) return false;
    if (event.key === 'ArrowDown') setAt((chosen + 1) % offered.length);
    else if (event.key === 'ArrowUp') setAt((chosen - 1 + offered.length) % offered.length);
    else if (event.key === 'Enter' || event.key === 'Tab') take(one);
    else if (event.key === 'Escape') setPlace(null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return {
    id,
    offered,
    chosen,
    take,
    onKey,
    look: (box: HTMLTextAreaElement) => {
      setAt(0);
      setPlace(mentionAt(box.value, box.selectionStart));
    },
    field: {
      'aria-autocomplete': 'list' as const,
      ...(offered.length ? { 'aria-controls': id, 'aria-activedescendant': `${id}-${chosen}` } : {}),
    },
  };
}

export function MentionList({ mentions }: { mentions: Mentions }) {
  const { id, offered, chosen, take } = mentions;
  return (
    <>
      {offered.length > 0 && (
        <div id={id} role="listbox" aria-label="People to mention" className={styles.people}>
          {offered.map((one, number) => (
            // A press must not take the caret out of the field.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field has the keyboard.
            <div
              key={one.person.id}
              id={`${id}-${number}`}
              role="option"
              aria-selected={number === chosen}
              className={styles.person}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(one)}
            >
              {one.person.name}
              {!one.may_see && <span className={styles.blind}>can’t see this</span>}
            </div>
          ))}
        </div>
      )}
      <div className="sk-heard" role="status">
        {offered.length ? `${offered.length} ${offered.length === 1 ? 'person' : 'people'} to mention` : ''}
      </div>
    </>
  );
}
