// One field of a paper's metadata while it is edited, by its kind.
import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Team } from '../../../api/schemas';
import { fromText } from '../../../ui/csl';
import type { Kind } from '../../../ui/cslFields';
import { TYPES } from '../../../ui/cslTypes';
import { NamesEditor } from './NamesEditor';

/** Sets one field; the value that it has already says that it is right. */
export function useSetField(team: Team, paper: Paper, name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (value: unknown) =>
      api.patch('/api/teams/{team}/papers/{paper_id}', {
        params: { path: { team: team.id, paper_id: paper.id } },
        body: { metadata: { [name]: value } },
      }),
    onSuccess: (changed) => client.setQueryData(keys.paper(team.id, paper.id), changed),
  });
}

interface Props {
  team: Team;
  paper: Paper;
  name: string;
  label: string;
  kind: Kind;
  /** The text that it begins with. */
  start: string;
  onDone: () => void;
}

export function FieldEditor({ team, paper, name, label, kind, start, onDone }: Props) {
  const [text, setText] = useState(start);
  const save = useSetField(team, paper, name);
  const set = (value: unknown) => save.mutate(value, { onSuccess: onDone });
  const submit = () => (text === start ? onDone() : set(fromText(text, kind, paper.metadata[name])));
  const common = {
    'aria-label': label,
    value: text,
    error: save.error ? sentence(save.error) : undefined,
    'data-autofocus': true,
    autoFocus: true,
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === 'Escape') onDone();
      const several = kind === 'long' || kind === 'names';
      if (event.key === 'Enter' && (!several || event.ctrlKey || event.metaKey)) submit();
    },
  };
  const hint = kind === 'date' ? 'Such as 2024, May 2024 or 2024-05-17' : undefined;
  return (
    <Stack gap={6} py={4}>
      {kind === 'type' ? (
        <NativeSelect
          {...common}
          data={text ? TYPES : [{ value: '', label: 'Unknown' }, ...TYPES]}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : kind === 'names' ? (
        <NamesEditor label={label} value={text} onValue={setText} error={common.error} onKeyDown={common.onKeyDown} />
      ) : kind === 'long' || name === 'title' ? (
        <Textarea
          {...common}
          description={hint}
          autosize
          minRows={kind === 'long' ? 4 : 1}
          maxRows={20}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : (
        <TextInput {...common} description={hint} onChange={(event) => setText(event.currentTarget.value)} />
      )}
      <Group gap="xs">
        <Button size="compact-sm" loading={save.isPending} onClick={submit}>
          Save
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          Cancel
        </Button>
        {paper.provenance[name]?.by === 'person' && paper.files.length > 0 && (
          <Button size="compact-sm" variant="subtle" onClick={() => set(null)}>
            Revert to extracted value
          </Button>
        )}
      </Group>
    </Stack>
  );
}
