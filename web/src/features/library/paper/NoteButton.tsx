// The way to the paper's shared note; begins it where nobody has.
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Team } from '../../../api/schemas';

export function NoteButton({ team, paper }: { team: Team; paper: Paper }) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const { data: note } = useQuery({
    queryKey: keys.paperPart(team.id, paper.id, 'note'),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}/note', {
        params: { path: { team: team.id, paper_id: paper.id } },
        signal,
      }),
  });
  async function open() {
    setBusy(true);
    try {
      const { id } =
        note ??
        (await api.post('/api/teams/{team}/notes', { params: { path: { team: team.id } }, body: { paper: paper.id } }));
      await navigate({ to: '/t/$team/notes/$note', params: { team: team.slug, note: id } });
    } catch (error) {
      notifications.show({ color: 'red', message: sentence(error) });
      setBusy(false);
    }
  }
  return (
    <Button variant="default" loading={busy} onClick={() => void open()}>
      {note ? 'Open note' : 'New note'}
    </Button>
  );
}
