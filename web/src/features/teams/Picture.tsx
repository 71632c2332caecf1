// The team's picture: chosen, replaced, taken away.
import { Avatar, Button, FileButton, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { Problem, sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';
import { Section } from '../../ui/Section';

const MOST_BYTES = 1 << 20;

export function Picture({ team }: { team: Team }) {
  const client = useQueryClient();
  const settle = { onSettled: () => client.invalidateQueries({ queryKey: keys.me }) };
  const set = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > MOST_BYTES) throw new Problem(413, 'Pictures can be up to 1 MB. 256 × 256 pixels is enough.');
      await api.put('/api/teams/{team}/picture', { params: { path: { team: team.id } }, body: file });
    },
    ...settle,
  });
  const remove = useMutation({
    mutationFn: () => api.delete('/api/teams/{team}/picture', { params: { path: { team: team.id } } }),
    ...settle,
  });
  const error = set.error ?? remove.error;
  return (
    <Section title="Picture">
      <Group mt="md">
        <Avatar src={team.picture} alt="" name={team.name} color="initials" size={64} radius="md" />
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => file && set.mutate(file)}>
          {(props) => (
            <Button {...props} variant="default" loading={set.isPending}>
              {team.picture ? 'Replace' : 'Upload picture'}
            </Button>
          )}
        </FileButton>
        {team.picture && (
          <Button variant="subtle" loading={remove.isPending} onClick={() => remove.mutate()}>
            Remove
          </Button>
        )}
      </Group>
      {error && (
        <Text size="sm" c="var(--mantine-color-error)" mt="sm" role="alert">
          {sentence(error)}
        </Text>
      )}
    </Section>
  );
}
