// The tags below the collections: a click shows the papers that have one, further clicks those that have all, or any.
import { ActionIcon, Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { useState } from 'react';
import type { Team } from '../../../api/schemas';
import { PenIcon } from '../../../ui/icons';
import { shadeOf } from '../../../ui/labelColors';
import { ManageTags } from './ManageTags';
import classes from './Tags.module.css';
import { useAutomaticTags, useTags } from './useTags';

interface Props {
  team: Team;
  /** Names of the tags whose papers are shown. */
  chosen: string[];
  any: boolean;
  onChoose: (tags: string[], any: boolean) => void;
}

// Fewer are found by looking.
const MANY = 15;

export function TagPane({ team, chosen, any, onChoose }: Props) {
  const { tags, canEdit, isPending } = useTags(team);
  const [keywords, setKeywords] = useLocalStorage({
    key: 'scrollkeeper.keywords',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const automatic = useAutomaticTags(team, keywords);
  const [text, setText] = useState('');
  const [managing, manage] = useDisclosure(false);
  const wanted = text.trim().toLocaleLowerCase();
  const all = [
    ...tags.map((tag) => ({ ...tag, automatic: false })),
    ...automatic.map(({ name, papers }) => ({ name, papers, color: null, position: null, automatic: true })),
  ];
  // One that is chosen is shown even where it has gone, so that the filter can be taken off.
  const gone = chosen.filter((name) => !all.some((tag) => tag.name === name));
  const shown = [
    ...gone.map((name) => ({ name, papers: 0, color: null, position: null, automatic: true })),
    ...all.filter((tag) => chosen.includes(tag.name) || tag.name.toLocaleLowerCase().includes(wanted)),
  ];
  const toggle = (name: string) =>
    onChoose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name], any);
  return (
    <section aria-label="Tags" className={classes.pane}>
      <div className={classes.heading}>
        <h2>Tags</h2>
        {canEdit && tags.length > 0 && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label="Manage tags"
            title="Manage tags"
            onClick={manage.open}
          >
            <PenIcon />
          </ActionIcon>
        )}
      </div>
      {all.length > MANY && (
        <TextInput
          size="xs"
          mx={8}
          aria-label="Find a tag"
          placeholder="Find a tag"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {chosen.length > 1 && (
        <SegmentedControl
          size="xs"
          mx={8}
          aria-label="Papers with"
          data={[
            { value: 'all', label: 'All of these' },
            { value: 'any', label: 'Any of these' },
          ]}
          value={any ? 'any' : 'all'}
          onChange={(value) => onChoose(chosen, value === 'any')}
        />
      )}
      <div className={classes.list}>
        {shown.map((tag) => (
          <button
            key={`${tag.automatic} ${tag.name}`}
            type="button"
            aria-pressed={chosen.includes(tag.name)}
            className={classes.tag}
            data-automatic={tag.automatic || undefined}
            onClick={() => toggle(tag.name)}
          >
            {tag.color && <span aria-hidden className={classes.dot} style={{ background: shadeOf(tag.color) }} />}
            <span className={classes.chipName}>{tag.name}</span>
            {tag.position && (
              <kbd className={classes.key} title={`Press ${tag.position} to tag selected papers`}>
                {tag.position}
              </kbd>
            )}
            <span className={classes.count}>{tag.papers || ''}</span>
          </button>
        ))}
      </div>
      {tags.length === 0 && !isPending && (
        <p className={classes.hint}>{canEdit ? 'Select papers and press t to tag them.' : 'No tags yet.'}</p>
      )}
      <Checkbox
        size="xs"
        mx={10}
        label="Show keywords of papers"
        checked={keywords}
        onChange={(event) => setKeywords(event.currentTarget.checked)}
      />
      {managing && <ManageTags team={team} onClose={manage.close} />}
    </section>
  );
}
