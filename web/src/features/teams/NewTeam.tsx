// Makes a team and goes to its empty library.
import { Button, Group, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { Problem, sentence } from '../../api/problem';
import { Dialog } from '../../ui/Dialog';

export function NewTeam({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [name, setName] = useState('');
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => api.post('/api/teams', { body: { name: name.trim() } }),
    onSuccess: async (team) => {
      await client.invalidateQueries({ queryKey: keys.me });
      onClose();
      setName('');
      await navigate({ to: '/t/$team', params: { team: team.slug } });
    },
  });
  const problem = create.error instanceof Problem ? create.error.field('name') : undefined;
  return (
    <Dialog opened={opened} onClose={onClose} title="New team">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) create.mutate();
        }}
      >
        <TextInput
          data-autofocus
          label="Name"
          description="Your group or project."
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.currentTarget.value)}
          error={create.error ? (problem ?? sentence(create.error)) : undefined}
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
            Create team
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
