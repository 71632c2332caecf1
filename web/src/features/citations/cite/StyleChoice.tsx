// Choosing a style among ten thousand: a few letters find it; the team's own come first.
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Team } from '../../../api/schemas';
import { stylesFound, teamStyles } from './useCiting';

interface Props {
  team: Team;
  value: string;
  /** What it is called, once it is known. */
  title: string | undefined;
  onChange: (style: string) => void;
}

export function StyleChoice({ team, value, title, onChange }: Props) {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed === title ? '' : typed, 150);
  const { data: found } = useQuery(stylesFound(q));
  const { data: own } = useQuery(teamStyles(team));
  const word = q.toLowerCase();
  const ours = (own?.items ?? []).filter((one) => one.title.toLowerCase().includes(word));
  const shipped = found?.items ?? [];
  const groups: { group: string; items: { value: string; label: string; disabled?: boolean }[] }[] = [];
  if (ours.length)
    groups.push({ group: 'Your team’s', items: ours.map((one) => ({ value: one.id, label: one.title })) });
  if (shipped.length)
    groups.push({
      group: q ? 'Found' : 'Often used',
      items: shipped.map((one) => ({ value: one.id, label: one.title })),
    });
  if (found && !shipped.length && !ours.length)
    groups.push({ group: 'Found', items: [{ value: '', label: 'No style has these words.', disabled: true }] });
  const listed = groups.some(({ items }) => items.some((one) => one.value === value));
  // What is chosen has to be among the options to be shown.
  if (!listed && title) groups.push({ group: 'Chosen', items: [{ value, label: title }] });
  return (
    <Select
      label="Style"
      description="Search by journal, society or style"
      data={groups}
      value={value}
      onChange={(style) => style && onChange(style)}
      searchable
      allowDeselect={false}
      placeholder="Choose a style"
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      onFocus={(event) => event.currentTarget.select()}
      maxDropdownHeight={280}
      limit={60}
    />
  );
}
