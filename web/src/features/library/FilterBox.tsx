// The box that filters the list, with what may follow; arrows choose, Enter or Tab takes it.
import { CloseButton, TextInput } from '@mantine/core';
import { useId, useRef, useState } from 'react';
import { complete, type Vocabulary } from './completion';
import classes from './FilterBox.module.css';

interface Props {
  filter: string;
  onFilter: (filter: string) => void;
  vocabulary: Vocabulary;
}

export function FilterBox({ filter, onFilter, vocabulary }: Props) {
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  // Where the cursor stands while suggestions are wanted. They are worked out anew as tags and collections arrive.
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  const found = caret === null ? null : complete(filter, caret, vocabulary);
  const close = () => {
    setCaret(null);
    setActive(-1);
  };
  function look(input: HTMLInputElement) {
    setCaret(input.selectionStart ?? input.value.length);
    setActive(-1);
  }
  function take(text: string) {
    if (!found || !box.current) return;
    const after = filter.slice(found.end).trimStart();
    const before = filter.slice(0, found.start) + text;
    onFilter(before + after);
    setCaret(before.length);
    setActive(-1);
    const input = box.current;
    input.focus();
    // The box holds the new text once React has drawn it.
    requestAnimationFrame(() => input.setSelectionRange(before.length, before.length));
  }
  function pressed(event: React.KeyboardEvent<HTMLInputElement>) {
    const options = found?.options ?? [];
    if (event.key === 'Escape') {
      if (found) close();
      else onFilter('');
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && options.length) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((old) => (old < 0 && step < 0 ? options.length - 1 : (old + step + options.length) % options.length));
    } else if ((event.key === 'Enter' || event.key === 'Tab') && options[active]) {
      event.preventDefault();
      take(options[active].text);
    }
  }
  return (
    <div className={classes.box}>
      <TextInput
        ref={box}
        role="combobox"
        aria-label="Filter this list by words, or by author:, tag:, is: and others"
        aria-autocomplete="list"
        aria-expanded={found !== null}
        aria-controls={found ? id : undefined}
        aria-activedescendant={found && active >= 0 ? `${id}-${active}` : undefined}
        placeholder="Filter this list"
        autoComplete="off"
        maxLength={300}
        value={filter}
        onChange={(event) => {
          onFilter(event.currentTarget.value);
          look(event.currentTarget);
        }}
        onKeyDown={pressed}
        onBlur={close}
        rightSection={filter ? <CloseButton size="sm" aria-label="Clear filter" onClick={() => onFilter('')} /> : null}
      />
      {found && (
        <div id={id} role="listbox" aria-label="Suggestions" className={classes.options}>
          {found.options.map(({ text, label, hint }, number) => (
            <div
              key={text}
              id={`${id}-${number}`}
              role="option"
              aria-selected={number === active}
              className={classes.option}
              tabIndex={-1}
              // Before the box would lose the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                take(text);
              }}
            >
              {label}
              {hint && <span className={classes.hint}> {hint}</span>}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
