// Adds another version of a paper's file: the published one, a better scan.
import { Button, FileButton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../../api/keys';
import { problemFrom, sentence } from '../../../api/problem';
import type { Paper, Team } from '../../../api/types';

const TIMEOUT_MS = 600_000;

export function NewVersion({ team, paper }: { team: Team; paper: Paper }) {
  const client = useQueryClient();
  const sending = useMutation({
    mutationFn: async (file: File) => {
      const body = new FormData();
      body.append('file', file);
      const answer = await fetch(`/api/teams/${team.id}/papers/${paper.id}/files`, { method: 'POST', body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!answer.ok) throw await problemFrom(answer);
      return { there: answer.status === 200, paper: (await answer.json()) as Paper };
    },
    onSuccess: ({ there, paper: its }) => {
      void client.invalidateQueries({ queryKey: keys.paper(team.id, paper.id) });
      const message = its.id !== paper.id ? 'The team has this file already, with another paper.' : there ? 'The paper has this file already.' : 'The new version is here. Annotations follow to it as soon as it has been read.';
      notifications.show({ message });
    },
    onError: (error) => notifications.show({ color: 'red', title: 'The file was not added', message: sentence(error) }),
  });
  return (
    <div>
      <FileButton accept="application/pdf" onChange={(file) => file && sending.mutate(file)}>
        {(props) => <Button {...props} variant="default" size="sm" loading={sending.isPending}>Add a new version</Button>}
      </FileButton>
      <Text size="sm" c="dimmed" mt={4}>The published version of a preprint, or a better scan: what the team has written on the pages goes with it.</Text>
    </div>
  );
}
