// Tag papers: type a part of a tag's name or a new one; what all of them have is taken off again.
import { Button, Group, Text, TextInput } from '@mantine/core';
import { useId, useState, type KeyboardEvent } from 'react';
import type { Team } from '../../../api/schemas';
import { Dialog } from '../../../ui/Dialog';
import { papersSaid } from '../useBin';
import { TagChip } from './TagChip';
import classes from './Tags.module.css';
import { useTagActions, useTags } from './useTags';

const SHOWN = 50;

export interface TaggedPaper {
  id: string;
  tags: { name: string }[];
}

export function TagDialog({ team, papers, onClose }: { team: Team; papers: TaggedPaper[]; onClose: () => void }) {
  const { tags } = useTags(team);
  const { change } = useTagActions(team);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  // What was changed here, by name; the papers are as they were when the dialog opened.
  const [changed, setChanged] = useState<Record<string, boolean>>({});
  const list = useId();
  const wanted = text.trim().toLocaleLowerCase();
  const count = (name: string) => {
    if (changed[name] !== undefined) return changed[name] ? papers.length : 0;
    return papers.filter((paper) => paper.tags.some((tag) => tag.name === name)).length;
  };
  const found = tags
    .filter((tag) => tag.name.toLocaleLowerCase().includes(wanted))
    .slice(0, SHOWN)
    .map((tag) => ({ key: tag.id, name: tag.name, color: tag.color, isNew: false }));
  const isNew = wanted !== '' && !tags.some((tag) => tag.name.toLocaleLowerCase() === wanted);
  const options = [...found, ...(isNew ? [{ key: 'new', name: text.trim(), color: null, isNew: true }] : [])];
  const active = Math.min(at, options.length - 1);

  async function choose(index: number) {
    const option = options[index];
    if (!option) return;
    const add = count(option.name) < papers.length;
    setText('');
    setAt(0);
    const ids = papers.map((paper) => paper.id);
    if (await change(ids, option.name, add)) setChanged((old) => ({ ...old, [option.name]: add }));
  }

  function keys(event: KeyboardEvent) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) setAt(Math.max(0, Math.min(options.length - 1, active + by)));
    else if (event.key === 'Enter' && !wanted && !at) onClose();
    else if (event.key === 'Enter') void choose(active);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog opened onClose={onClose} title={`Tag ${papersSaid(papers.length)}`}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={options[active] ? `${list}-${options[active].key}` : undefined}
        aria-label="Find or create a tag"
        placeholder="Find or create a tag"
        maxLength={100}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={keys}
      />
      <div id={list} role="listbox" aria-label="Tags" className={classes.options}>
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
            <span className={classes.state}>{stateOf(count(option.name), papers.length)}</span>
            {option.isNew ? `Create “${option.name}”` : <TagChip name={option.name} color={option.color} />}
          </div>
        ))}
      </div>
      {options.length === 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          Type a name to create your first tag.
        </Text>
      )}
      <Group justify="flex-end" mt="md">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Dialog>
  );
}

function stateOf(count: number, all: number): string {
  return count === 0 ? '' : count === all ? '✓' : '–';
}
