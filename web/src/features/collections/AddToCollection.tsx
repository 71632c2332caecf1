// Choose a collection for papers by typing a part of its name, or make a new one.
import { Button, Text, TextInput } from '@mantine/core';
import { useId, useState, type KeyboardEvent } from 'react';
import type { Team } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import classes from './Collections.module.css';
import { fullName } from './tree';
import { useCollectionActions, useCollections } from './useCollections';

const SHOWN = 50;

interface Props {
  team: Team;
  papers: string[];
  onClose: () => void;
}

export function AddToCollection({ team, papers, onClose }: Props) {
  const { all, canAdd, canAddPersonal } = useCollections(team);
  const { add, addPapers } = useCollectionActions(team);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const wanted = text.trim().toLocaleLowerCase();
  const named = all
    .filter((one) => one.can.includes('edit'))
    .map((one) => ({ key: one.id, text: fullName(all, one.id), personal: one.personal, collection: one }))
    .filter((one) => one.text.toLocaleLowerCase().includes(wanted))
    .toSorted((a, b) => a.text.localeCompare(b.text))
    .slice(0, SHOWN);
  const isNew = wanted !== '' && !all.some((one) => one.name.toLocaleLowerCase() === wanted);
  const options = [
    ...named,
    ...(isNew && canAdd ? [{ key: 'new', text: `Create “${text.trim()}”`, personal: false, collection: null }] : []),
    ...(isNew && canAddPersonal && team.kind !== 'personal'
      ? [{ key: 'own', text: `Create “${text.trim()}” for you alone`, personal: true, collection: null }]
      : []),
  ];
  const active = Math.min(at, options.length - 1);

  async function choose(index: number) {
    const option = options[index];
    if (!option) return;
    onClose();
    const collection = option.collection ?? (await add({ name: text.trim(), personal: option.personal }));
    if (collection) await addPapers(collection, papers);
  }

  function keys(event: KeyboardEvent) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) setAt(Math.max(0, Math.min(options.length - 1, active + by)));
    else if (event.key === 'Enter') void choose(active);
    else return;
    event.preventDefault();
  }

  const count = papers.length === 1 ? '1 paper' : `${papers.length.toLocaleString()} papers`;
  return (
    <Dialog opened onClose={onClose} title={`Add ${count} to a collection`}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={options[active] ? `${list}-${options[active].key}` : undefined}
        aria-label="Find or create a collection"
        placeholder="Find or create a collection"
        maxLength={200}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={keys}
      />
      <div id={list} role="listbox" aria-label="Collections" className={classes.options}>
        {options.map((option, index) => (
          // The keyboard works in the box above, through aria-activedescendant.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={option.key}
            id={`${list}-${option.key}`}
            role="option"
            aria-selected={index === active}
            className={classes.option}
            onClick={() => void choose(index)}
          >
            {option.text}
            {option.collection && option.personal && <span className={classes.own}> only you</span>}
          </div>
        ))}
      </div>
      {options.length === 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          {canAdd || canAddPersonal
            ? 'Type a name to create your first collection.'
            : 'There are no collections that you can add to.'}
        </Text>
      )}
      <Button mt="md" fullWidth disabled={!options.length} onClick={() => void choose(active)}>
        {options[active]?.collection ? 'Add' : 'Create and add'}
      </Button>
    </Dialog>
  );
}
