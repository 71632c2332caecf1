// Adds another version of a paper's file: the published one, a better scan.
import { Button, FileButton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Team } from '../../../api/schemas';

export function NewVersion({ team, paper }: { team: Team; paper: Paper }) {
  const client = useQueryClient();
  const sending = useMutation({
    mutationFn: (file: File) => {
      const options = { params: { path: { team: team.id, paper_id: paper.id } }, body: { file } };
      return api.upload('/api/teams/{team}/papers/{paper_id}/files', options);
    },
    onSuccess: ({ created, answer: its }) => {
      void client.invalidateQueries({ queryKey: keys.paper(team.id, paper.id) });
      const message =
        its.id !== paper.id
          ? 'The team has this file already, with another paper.'
          : created
            ? 'The new version is here. Annotations follow to it as soon as it has been read.'
            : 'The paper has this file already.';
      notifications.show({ message });
    },
    onError: (error) => notifications.show({ color: 'red', title: 'The file was not added', message: sentence(error) }),
  });
  return (
    <div>
      <FileButton accept="application/pdf" onChange={(file) => file && sending.mutate(file)}>
        {(props) => (
          <Button {...props} variant="default" size="sm" loading={sending.isPending}>
            Add a new version
          </Button>
        )}
      </FileButton>
      <Text size="sm" c="dimmed" mt={4}>
        The published version of a preprint, or a better scan: what the team has written on the pages goes with it.
      </Text>
    </div>
  );
}
