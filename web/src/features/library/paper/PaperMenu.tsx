// What else can be done with a paper: parse again, open it to guests, move to trash, restore.
import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Team } from '../../../api/schemas';
import { usePageActions } from '../../../ui/pageActions';
import { offerUndo } from '../../../ui/undo';
import { Guests } from './Guests';

const failed = (error: unknown) => notifications.show({ color: 'red', message: sentence(error) });

export function PaperMenu({ team, paper }: { team: Team; paper: Paper }) {
  const [showsGuests, guests] = useDisclosure(false);
  const client = useQueryClient();
  const fresh = () => void client.invalidateQueries({ queryKey: keys.team(team.id) });
  const parse = useMutation({
    mutationFn: () =>
      api.post('/api/teams/{team}/papers/{paper_id}/parse', {
        params: { path: { team: team.id, paper_id: paper.id } },
      }),
    onSuccess: fresh,
    onError: failed,
  });
  const restore = useMutation({
    mutationFn: () =>
      api.post('/api/teams/{team}/papers/{paper_id}/restore', {
        params: { path: { team: team.id, paper_id: paper.id } },
      }),
    onSuccess: fresh,
    onError: failed,
  });
  const bin = useMutation({
    mutationFn: () =>
      api.delete('/api/teams/{team}/papers/{paper_id}', { params: { path: { team: team.id, paper_id: paper.id } } }),
    onSuccess: () => {
      fresh();
      offerUndo(`bin-${paper.id}`, 'Moved to trash.', () => restore.mutate());
    },
    onError: failed,
  });
  const copying = useMutation({
    mutationFn: async () => {
      const text = await api.text('/api/teams/{team}/export', {
        params: { path: { team: team.id }, query: { format: 'bibtex', papers: [paper.id] } },
      });
      await navigator.clipboard.writeText(text);
    },
    onSuccess: () => notifications.show({ message: 'BibTeX copied.' }),
    onError: failed,
  });
  const open = !paper.deleted_at;
  usePageActions([
    ...(open ? [{ title: 'Copy BibTeX', kind: 'This paper', run: () => copying.mutate() }] : []),
    ...(paper.can.includes('parse') && paper.files.length > 0
      ? [{ title: 'Re-extract metadata', kind: 'This paper', run: () => parse.mutate() }]
      : []),
    ...(paper.can.includes('delete')
      ? [
          open
            ? { title: 'Move to trash', kind: 'This paper', run: () => bin.mutate() }
            : { title: 'Restore', kind: 'This paper', run: () => restore.mutate() },
        ]
      : []),
  ]);
  if (paper.deleted_at && !paper.can.length) return null;
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default" aria-label="More actions">
            ⋯
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {!paper.deleted_at && <Menu.Item onClick={() => copying.mutate()}>Copy BibTeX</Menu.Item>}
          {paper.can.includes('parse') && paper.files.length > 0 && (
            <Menu.Item onClick={() => parse.mutate()}>Re-extract metadata</Menu.Item>
          )}
          {team.can.includes('invite_guests') && !paper.deleted_at && (
            <Menu.Item onClick={guests.open}>Guests…</Menu.Item>
          )}
          {paper.can.includes('delete') && !paper.deleted_at && (
            <Menu.Item color="red" onClick={() => bin.mutate()}>
              Move to trash
            </Menu.Item>
          )}
          {paper.can.includes('delete') && paper.deleted_at && (
            <Menu.Item onClick={() => restore.mutate()}>Restore</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {showsGuests && <Guests team={team} paper={paper} onClose={guests.close} />}
    </>
  );
}
