// How much there is of everything, and how it grows.
import { Progress, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import { bytes } from '../../ui/bytes';
import { Section } from '../../ui/Section';
import classes from './Admin.module.css';
import { growth, outlook } from './growth';

export function UsageOfAll() {
  const { data, error } = useQuery({
    queryKey: keys.adminPart('usage'),
    queryFn: ({ signal }) => api.get('/api/admin/usage', { signal }),
    staleTime: 0,
  });
  if (error) return <Text role="alert">{sentence(error)}</Text>;
  if (!data) return <Skeleton h={240} />;
  const numbers: [string, string][] = [
    ['People', data.people.toLocaleString()],
    ['Seen in 30 days', data.active.toLocaleString()],
    ['Disabled', data.disabled.toLocaleString()],
    ['Shared teams', data.teams.toLocaleString()],
    ['Papers', data.papers.toLocaleString()],
    ['Files', data.files.toLocaleString()],
    ['File storage', bytes(data.bytes)],
    ['Database', bytes(data.database_bytes)],
  ];
  const taken =
    data.disk_bytes && data.disk_free_bytes !== null ? 100 - (data.disk_free_bytes / data.disk_bytes) * 100 : null;
  return (
    <Section title="Usage" intro={growth(data)}>
      <dl className={classes.numbers}>
        {numbers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {taken !== null ? (
        <>
          <Text size="sm" mt="xl" mb={6}>
            {outlook(data)}
          </Text>
          <Progress
            value={taken}
            aria-label={`${Math.round(taken)}% of the disk used`}
            color={taken > 90 ? 'red.9' : undefined}
          />
        </>
      ) : (
        <Text size="sm" c="dimmed" mt="xl">
          Files are in S3 storage, so free space isn’t shown.
        </Text>
      )}
    </Section>
  );
}
