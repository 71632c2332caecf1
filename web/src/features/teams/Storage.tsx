// How much room the team takes, by person and by file.
import { Alert, Progress, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';
import { bytes } from '../../ui/bytes';
import { Section } from '../../ui/Section';
import rows from '../../ui/Rows.module.css';

export function Storage({ team }: { team: Team }) {
  const storage = useQuery({
    queryKey: keys.storage(team.id),
    queryFn: ({ signal }) => api.get('/api/teams/{team}/storage', { params: { path: { team: team.id } }, signal }),
  });
  if (storage.isPending) return <Skeleton h={200} />;
  if (storage.error) return <Text role="alert">{sentence(storage.error)}</Text>;
  const { bytes: used, quota, warning, people, largest } = storage.data;
  const percent = Math.min(100, (used / quota) * 100);
  return (
    <Stack gap="lg">
      <Section title="Storage">
        <Text mt="sm" mb={6}>
          {bytes(used)} of {bytes(quota)} used, including papers in the trash.
        </Text>
        <Progress value={percent} aria-label={`${Math.round(percent)}% used`} color={warning ? 'red.9' : undefined} />
        {warning && team.can.includes('upload') && (
          <Alert mt="md" color="yellow" role="status">
            More than {warning}% of your storage is used. Ask your administrator for more, or delete some files.
          </Alert>
        )}
      </Section>
      {people.length > 0 && (
        <Section title="By person">
          <ul className={rows.list}>
            {people.map((one) => (
              <li key={one.person?.id ?? ''} className={rows.line}>
                <Text size="sm" className={rows.what}>
                  {one.person?.name ?? 'Former members'}
                </Text>
                <Text size="sm" c="dimmed">
                  {one.files} {one.files === 1 ? 'file' : 'files'}, {bytes(one.bytes)}
                </Text>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Largest files">
        {largest.length === 0 && (
          <Text size="sm" c="dimmed" mt="sm">
            No files yet.
          </Text>
        )}
        <ul className={rows.list}>
          {largest.map((file) => (
            <li key={file.id} className={rows.line}>
              <Text size="sm" className={rows.what}>
                <Link to="/t/$team/papers/$paper" params={{ team: team.slug, paper: file.paper.id }}>
                  {file.paper.title || file.name}
                </Link>
                {file.paper.deleted && ' (in trash)'}
              </Text>
              <Text size="sm" c="dimmed">
                {bytes(file.size)}
              </Text>
            </li>
          ))}
        </ul>
      </Section>
    </Stack>
  );
}
