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
  const groups: { group: string; items: { value: string; label: string }[] }[] = [];
  if (ours.length)
    groups.push({ group: 'Of the team', items: ours.map((one) => ({ value: one.id, label: one.title })) });
  groups.push({
    group: q ? 'Found' : 'Often used',
    items: shipped.map((one) => ({ value: one.id, label: one.title })),
  });
  const listed = groups.some(({ items }) => items.some((one) => one.value === value));
  // What is chosen has to be among the options to be shown.
  if (!listed) groups.push({ group: 'Chosen', items: [{ value, label: title ?? value }] });
  return (
    <Select
      label="Style"
      description="Type a journal, a society or a style"
      data={groups}
      value={value}
      onChange={(style) => style && onChange(style)}
      searchable
      allowDeselect={false}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      onFocus={(event) => event.currentTarget.select()}
      nothingFoundMessage="No style has these words."
      maxDropdownHeight={280}
      limit={60}
    />
  );
}
