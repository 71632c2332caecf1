// One field set on all selected papers: what they say now, what they will say, and an undo for all.
import { Button, Group, List, Loader, NativeSelect, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { Problem, sentence } from '../../api/problem';
import type { CustomField, Team } from '../../api/schemas';
import { fromText } from '../../ui/csl';
import { FIELDS, type Kind } from '../../ui/cslFields';
import { TYPES } from '../../ui/cslTypes';
import { Dialog } from '../../ui/Dialog';
import { storedText } from '../../ui/fieldText';
import { useFields } from './fields/useFields';
import { ValueInput } from './fields/ValueInput';
import { useBatch } from './useBatch';
import { papersSaid } from './useBin';

const SHOWN = 6;
const LONGEST = 120;

export function EditMany({ team, papers, onClose }: { team: Team; papers: string[]; onClose: () => void }) {
  const [name, setName] = useState('container-title');
  const [text, setText] = useState('');
  const field = FIELDS.find((one) => one.name === name) ?? { name, label: name, kind: 'text' as Kind };
  const custom = useFields(team);
  const own = custom.find((one) => `custom:${one.id}` === name);
  const { start, starting } = useBatch(team);
  const body = own
    ? { papers, fields: { [own.id]: text.trim() || null } }
    : { papers, set: { [name]: fromText(text, field.kind, undefined) } };
  const now = useQuery({
    queryKey: [...keys.papers(team.id), 'batch', name, papers],
    queryFn: ({ signal }) =>
      api.post('/api/teams/{team}/papers/batch/preview', {
        params: { path: { team: team.id } },
        body: own ? { papers, fields: { [own.id]: null } } : { papers, set: { [name]: null } },
        signal,
      }),
  });
  const problem = starting.error instanceof Problem ? starting.error : null;
  const wrong = problem?.field(own ? `fields.${own.id}` : name);
  const common = {
    label: 'New value',
    value: text,
    error: wrong,
    description: field.kind === 'names' ? 'One name per line: Family, Given' : undefined,
  };
  return (
    <Dialog opened onClose={onClose} title={`Edit ${papersSaid(papers.length)}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start(body, onClose);
        }}
      >
        <Stack>
          <NativeSelect
            label="Field"
            data-autofocus
            data={[...FIELDS.map((one) => ({ value: one.name, label: one.label })), ...groupOf(custom)]}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setText('');
              starting.reset();
            }}
          />
          <Now query={now} name={name} />
          {own ? (
            <ValueInput team={team} field={own} label="New value" value={text} onValue={setText} error={wrong} />
          ) : field.kind === 'type' ? (
            <Select
              {...common}
              data={TYPES}
              value={text || null}
              onChange={(value) => setText(value ?? '')}
              searchable
              nothingFoundMessage="No such type"
            />
          ) : field.kind === 'long' || field.kind === 'names' ? (
            <Textarea
              {...common}
              autosize
              minRows={2}
              maxRows={8}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          ) : (
            <TextInput {...common} onChange={(event) => setText(event.currentTarget.value)} />
          )}
          {starting.error && !wrong && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {sentence(starting.error)}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={starting.isPending} disabled={field.kind === 'type' && !text}>
              {text.trim() ? `Change ${papersSaid(papers.length)}` : `Clear in ${papersSaid(papers.length)}`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

const groupOf = (fields: CustomField[]) =>
  fields.length
    ? [{ group: 'Custom fields', items: fields.map(({ id, name }) => ({ value: `custom:${id}`, label: name })) }]
    : [];

type Preview = ReturnType<typeof useQuery<{ fields: { values: { value: string | null; papers: number }[] }[] }>>;

function Now({ query, name }: { query: Pick<Preview, 'data' | 'error'>; name: string }) {
  if (query.error) return <Text size="sm">{sentence(query.error)}</Text>;
  if (!query.data) return <Loader size="sm" aria-label="Loading" />;
  const values = query.data.fields[0]?.values ?? [];
  const rest = values.slice(SHOWN).reduce((sum, one) => sum + one.papers, 0);
  return (
    <div>
      <Text size="sm" fw={500} id="now">
        Now
      </Text>
      <List size="sm" aria-labelledby="now" listStyleType="none">
        {values.slice(0, SHOWN).map(({ value, papers }) => (
          <List.Item key={value ?? ''}>
            {value === null ? <em>Empty</em> : shortened(storedText(name, value))}{' '}
            <Text span size="sm" c="dimmed">
              · {papersSaid(papers)}
            </Text>
          </List.Item>
        ))}
        {rest > 0 && <List.Item>Other values · {papersSaid(rest)}</List.Item>}
      </List>
    </div>
  );
}

const shortened = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
