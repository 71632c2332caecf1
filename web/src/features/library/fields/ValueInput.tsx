// Where a value of a custom field is entered, by its kind; always as text, which the server understands.
import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import type { CustomField, Team } from '../../../api/schemas';
import { HINTS } from './kinds';

type Shared = Pick<ComponentProps<typeof TextInput>, 'aria-label' | 'label' | 'error' | 'autoFocus'> & {
  onKeyDown?: (event: React.KeyboardEvent) => void;
};

interface Props extends Shared {
  team: Team;
  field: CustomField;
  value: string;
  onValue: (value: string) => void;
}

export function ValueInput({ team, field, value, onValue, ...shared }: Props) {
  const common = { ...shared, value, 'data-autofocus': shared.autoFocus };
  const changed = (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
    onValue(event.currentTarget.value);
  switch (field.kind) {
    case 'choice':
      return (
        <NativeSelect {...common} onChange={changed} data={[EMPTY, ...field.options.map((option) => option.name)]} />
      );
    case 'yes_no':
      return <NativeSelect {...common} onChange={changed} data={[EMPTY, 'Yes', 'No']} />;
    case 'person':
      return <PersonInput team={team} {...common} onChange={changed} />;
    default:
      return (
        <TextInput
          {...common}
          description={HINTS[field.kind]}
          inputMode={field.kind === 'number' ? 'decimal' : undefined}
          onChange={changed}
        />
      );
  }
}

const EMPTY = { value: '', label: 'Empty' };

function PersonInput({ team, ...props }: { team: Team } & ComponentProps<typeof NativeSelect>) {
  const { data } = useQuery({
    queryKey: [...keys.members(team.id), 'all'],
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/members', { params: { path: { team: team.id }, query: { limit: 200 } }, signal }),
  });
  const people = (data?.items ?? []).filter((one) => one.role !== 'guest').map(({ person }) => person);
  return <NativeSelect {...props} data={[EMPTY, ...people.map(({ id, name }) => ({ value: id, label: name }))]} />;
}
