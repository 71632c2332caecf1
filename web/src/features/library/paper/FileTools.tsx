// Says what a file is to its paper, and makes it the main one.
import { Button, NativeSelect, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Schemas, Team } from '../../../api/schemas';
import { FILE_KINDS, type FileKind } from './fileKinds';

interface Props {
  team: Team;
  paper: Paper;
  file: Schemas['FileOut'];
  /** It is shown first already. */
  main: boolean;
}

export function FileTools({ team, paper, file, main }: Props) {
  const client = useQueryClient();
  const edit = useMutation({
    mutationFn: (body: Schemas['FileEdit']) =>
      api.patch('/api/teams/{team}/files/{file_id}', { params: { path: { team: team.id, file_id: file.id } }, body }),
    onSettled: async () => {
      void client.invalidateQueries({ queryKey: keys.papers(team.id) });
      await client.invalidateQueries({ queryKey: keys.paper(team.id, paper.id) });
    },
  });
  return (
    <>
      {edit.error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {sentence(edit.error)}
        </Text>
      )}
      <NativeSelect
        size="xs"
        aria-label={`Kind of ${file.name}`}
        data={FILE_KINDS}
        value={file.kind}
        onChange={(event) => edit.mutate({ kind: event.currentTarget.value as FileKind })}
      />
      {!main && (
        <Button size="xs" variant="subtle" loading={edit.isPending} onClick={() => edit.mutate({ main: true })}>
          Make main <span className="sk-heard">{file.name}</span>
        </Button>
      )}
    </>
  );
}
