// The paper's citation key: copied by a click, pinned by hand.
import { ActionIcon, Button, Code, CopyButton, Group, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Team } from '../../../api/schemas';
import { Dialog } from '../../../ui/Dialog';
import { PenIcon } from '../../../ui/icons';

export function CitationKey({ team, paper }: { team: Team; paper: Paper }) {
  const [editing, setEditing] = useState(false);
  const key = paper.citation_key;
  if (!key) return null;
  return (
    <Group gap={4}>
      <CopyButton value={key}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy citation key'}>
            <UnstyledButton onClick={copy} aria-label={`Copy citation key ${key}`}>
              <Code>{key}</Code>
            </UnstyledButton>
          </Tooltip>
        )}
      </CopyButton>
      {paper.can.includes('edit') && !paper.deleted_at && (
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label="Change citation key"
          title={paper.citation_key_pinned ? 'Pinned. Change citation key' : 'Change citation key'}
          onClick={() => setEditing(true)}
        >
          <PenIcon />
        </ActionIcon>
      )}
      {editing && <PinKey team={team} paper={paper} onClose={() => setEditing(false)} />}
    </Group>
  );
}

function PinKey({ team, paper, onClose }: { team: Team; paper: Paper; onClose: () => void }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState(paper.citation_key ?? '');
  const pinning = useMutation({
    mutationFn: (key: string | null) =>
      api.patch('/api/teams/{team}/papers/{paper_id}', {
        params: { path: { team: team.id, paper_id: paper.id } },
        body: { citation_key: key },
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.paper(team.id, paper.id) });
      notifications.show({ message: 'Citation key changed.' });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    pinning.mutate(typed.trim());
  };
  return (
    <Dialog opened onClose={onClose} title="Citation key">
      <form onSubmit={submit}>
        <TextInput
          label="Key"
          description="Unique in the team. A key you choose stays the same when the paper’s details change."
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={pinning.error ? sentence(pinning.error) : undefined}
          maxLength={100}
          data-autofocus
        />
        <Group justify="flex-end" mt="md">
          {paper.citation_key_pinned && (
            <Button variant="default" onClick={() => pinning.mutate(null)}>
              Generate a new key
            </Button>
          )}
          <Button type="submit" disabled={!typed.trim()} loading={pinning.isPending}>
            Save
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
