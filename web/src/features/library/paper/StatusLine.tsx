// How far reading the paper's PDF got, live, and what to do where it went wrong.
import { Alert, Button, Group, PasswordInput, Progress, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Schemas, Team } from '../../../api/schemas';
import { useLive } from '../../../live/live';

export function StatusLine({ team, paper }: { team: Team; paper: Paper }) {
  const [progress, setProgress] = useState(paper.progress);
  useLive(`team:${team.id}`, {
    onWhisper: (name, data) => {
      if (name !== 'parse.progress' || data.paper !== paper.id) return;
      setProgress({ page: Number(data.page), pages: Number(data.pages) });
    },
  });
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () =>
      api.post('/api/teams/{team}/papers/{paper_id}/parse', {
        params: { path: { team: team.id, paper_id: paper.id } },
      }),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.paper(team.id, paper.id) }),
  });
  const locked = paper.files.find((file) => file.needs_password);
  if (locked && paper.can.includes('parse')) return <Unlock team={team} paper={paper} file={locked} />;
  if (paper.status === 'failed' || paper.status === 'parked') {
    return (
      <Alert
        color="red"
        title={paper.status === 'parked' ? 'Processing this PDF failed repeatedly' : 'This PDF couldn’t be processed'}
      >
        <Text size="sm" mb="sm">
          {paper.reason ?? 'No details are available.'} You can still download the file.
        </Text>
        {again.error && (
          <Text size="sm" c="red" role="alert" mb="sm">
            {sentence(again.error)}
          </Text>
        )}
        {paper.can.includes('parse') && (
          <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            Re-extract metadata
          </Button>
        )}
      </Alert>
    );
  }
  if (paper.status === 'ready') {
    const scanned = paper.files.flatMap((file) => file.scanned_pages).length;
    return scanned ? (
      <Text size="sm" c="dimmed">
        {scanned === 1 ? 'One page is a scan' : `${scanned} pages are scans`} without text yet.
      </Text>
    ) : null;
  }
  const { page = 0, pages = 0 } = progress ?? {};
  const words =
    paper.status === 'queued'
      ? 'Waiting to be processed'
      : pages
        ? `Processing page ${page} of ${pages}`
        : 'Processing…';
  return (
    <div>
      <Text size="sm" c="dimmed" mb={4} role="status">
        {words}
      </Text>
      <Progress
        value={pages ? (100 * page) / pages : 0}
        animated={paper.status === 'parsing'}
        aria-label={words}
        maw={360}
        size="sm"
      />
    </div>
  );
}

function Unlock({ team, paper, file }: { team: Team; paper: Paper; file: Schemas['FileOut'] }) {
  const [password, setPassword] = useState('');
  const client = useQueryClient();
  const unlock = useMutation({
    mutationFn: () =>
      api.put('/api/teams/{team}/files/{file_id}/password', {
        params: { path: { team: team.id, file_id: file.id } },
        body: { password },
      }),
    onSuccess: () => {
      setPassword('');
      void client.invalidateQueries({ queryKey: keys.paper(team.id, paper.id) });
    },
  });
  return (
    <Alert color="yellow" title="This PDF is password-protected">
      <Text size="sm" mb="sm">
        Enter the password once so the text can be extracted. It isn’t stored.
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          unlock.mutate();
        }}
      >
        <Group align="end" gap="xs">
          <PasswordInput
            label="PDF password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="off"
            w={260}
            error={
              unlock.error
                ? sentence(unlock.error)
                : unlock.isSuccess && paper.status === 'failed'
                  ? paper.reason
                  : undefined
            }
          />
          <Button type="submit" loading={unlock.isPending} disabled={!password}>
            Open
          </Button>
        </Group>
      </form>
    </Alert>
  );
}
