// Adds another version of a paper's file: the published one, a better scan.
import { Button, FileButton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Team } from '../../../api/schemas';
import type { FileKind } from './fileKinds';

export function NewVersion({ team, paper }: { team: Team; paper: Paper }) {
  const client = useQueryClient();
  const first = paper.files.length === 0;
  const sending = useMutation({
    mutationFn: ({ file, kind }: { file: File; kind: FileKind }) => {
      const path = { team: team.id, paper_id: paper.id };
      const options = { params: { path, query: { kind } }, body: { file } };
      return api.upload('/api/teams/{team}/papers/{paper_id}/files', options);
    },
    onSuccess: ({ created, answer: its }, { kind }) => {
      void client.invalidateQueries({ queryKey: keys.paper(team.id, paper.id) });
      const message =
        its.id !== paper.id
          ? 'The team already has this file, on another paper.'
          : created
            ? first || kind !== 'article'
              ? 'PDF attached. It’s being processed.'
              : 'New version added. Annotations will move to it once it’s processed.'
            : 'This paper already has this file.';
      notifications.show({ message });
    },
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t add the file', message: sentence(error) }),
  });
  return (
    <div>
      <FileButton accept="application/pdf" onChange={(file) => file && sending.mutate({ file, kind: 'article' })}>
        {(props) => (
          <Button {...props} variant="default" size="sm" loading={sending.isPending}>
            {first ? 'Attach PDF' : 'Add new version'}
          </Button>
        )}
      </FileButton>
      {!first && (
        <FileButton accept="application/pdf" onChange={(file) => file && sending.mutate({ file, kind: 'supplement' })}>
          {(props) => (
            <Button {...props} variant="subtle" size="sm" ml="xs" disabled={sending.isPending}>
              Add supplement
            </Button>
          )}
        </FileButton>
      )}
      <Text size="sm" c="dimmed" mt={4}>
        {first
          ? 'What has been entered stays as it is; what it doesn’t say is read from the PDF.'
          : 'For example the published version of a preprint, or a better scan. Annotations move to it. A supplement leaves the details as they are.'}
      </Text>
    </div>
  );
}
