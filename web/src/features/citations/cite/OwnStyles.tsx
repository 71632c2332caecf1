// Styles of the team's own: brought as a file, removed again.
import { Button, FileButton, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Team } from '../../../api/schemas';
import { useConfirm } from '../../../ui/useConfirm';
import { teamStyles } from './useCiting';

interface Props {
  team: Team;
  style: string;
  onStyle: (style: string) => void;
}

export function OwnStyles({ team, style, onStyle }: Props) {
  const client = useQueryClient();
  const { data } = useQuery(teamStyles(team));
  const own = data?.items.find((one) => one.id === style);
  const fresh = () => client.invalidateQueries({ queryKey: keys.teamStyles(team.id) });
  const adding = useMutation({
    mutationFn: async (file: File) =>
      api.post('/api/teams/{team}/styles', {
        params: { path: { team: team.id } },
        body: { csl: await file.text() },
      }),
    onSuccess: async (added) => {
      await fresh();
      onStyle(added.id);
      notifications.show({ message: `“${added.title}” can be used by the team now.` });
    },
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t add the style', message: sentence(error) }),
  });
  const { ask, question } = useConfirm();
  async function remove(id: string) {
    await api.delete('/api/teams/{team}/styles/{style_id}', { params: { path: { team: team.id, style_id: id } } });
    onStyle('apa');
    void fresh();
  }
  // Whoever may upload may bring styles, too.
  if (!team.can.includes('upload')) return null;
  return (
    <Group gap="xs">
      <FileButton
        onChange={(file) => file && adding.mutate(file)}
        accept=".csl,.xml,application/vnd.citationstyles.style+xml"
      >
        {(props) => (
          <Button {...props} size="compact-sm" variant="subtle" loading={adding.isPending}>
            Add a style (.csl)…
          </Button>
        )}
      </FileButton>
      {own && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() =>
            ask({
              title: 'Remove this style?',
              body: `Nobody in the team can cite in “${own.title}” any more. To bring it back, add its file again.`,
              action: 'Remove style',
              onConfirm: () => remove(own.id),
            })
          }
        >
          Remove this style…
        </Button>
      )}
      {question}
    </Group>
  );
}
