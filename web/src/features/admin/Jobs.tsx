// What runs in the background: how much waits, what failed and why, and documents that were put aside.
import { Button, NativeSelect, Progress, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Schemas } from '../../api/schemas';
import { useList } from '../../api/useList';
import { bytes } from '../../ui/bytes';
import { ListEnd } from '../../ui/ListEnd';
import { Section } from '../../ui/Section';
import { Ago } from '../../ui/Ago';
import { ago, exactly } from '../../ui/time';
import rows from '../../ui/Rows.module.css';
import classes from './Admin.module.css';
import { useAdminAction } from './useAdminAction';

type State = 'todo' | 'doing' | 'failed' | 'cancelled' | 'aborted';
const STATES: Record<State, string> = {
  todo: 'waits',
  doing: 'runs',
  failed: 'failed',
  cancelled: 'cancelled',
  aborted: 'stopped',
};
const LOOK_AGAIN_MS = 10_000;

export function Jobs() {
  const [status, setStatus] = useState<State | ''>('');
  const jobs = useInfiniteQuery({
    queryKey: keys.adminPart('jobs', { status }),
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/admin/jobs', {
        params: { query: { status: status || undefined, cursor: pageParam, limit: 50 } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: LOOK_AGAIN_MS,
  });
  const first = jobs.data?.pages[0];
  const items = jobs.data?.pages.flatMap((page) => page.items);
  return (
    <Stack gap="lg">
      {first && <Queues page={first} />}
      <Rereading />
      {first !== undefined && first.parked > 0 && <Parked />}
      <Section title="Jobs" intro="Waiting, running and failed jobs, newest first. Completed jobs aren’t kept.">
        <div className={classes.find}>
          <NativeSelect
            label="Status"
            value={status}
            onChange={(event) => setStatus(event.currentTarget.value as typeof status)}
            data={[
              { value: '', label: 'All' },
              { value: 'failed', label: 'Failed' },
              { value: 'todo', label: 'Waiting' },
              { value: 'doing', label: 'Running' },
              { value: 'cancelled', label: 'Cancelled' },
            ]}
          />
        </div>
        {items?.length === 0 && (
          <Text size="sm" c="dimmed" mt="md">
            {status ? 'No jobs with this status.' : 'No jobs waiting or failed.'}
          </Text>
        )}
        <ul className={rows.list}>
          {items?.map((job) => (
            <JobLine key={job.id} job={job} />
          ))}
        </ul>
        <ListEnd list={jobs} />
      </Section>
    </Stack>
  );
}

function Queues({ page }: { page: Schemas['JobPage'] }) {
  const names = [...new Set(page.queues.map((one) => one.queue))];
  const states = (Object.keys(STATES) as State[]).filter((state) => page.queues.some((one) => one.status === state));
  if (names.length === 0) return null;
  return (
    <Section title="Queues">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Queue</th>
            {states.map((state) => (
              <th key={state} scope="col">
                {STATES[state]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {states.map((state) => (
                <td key={state}>
                  {page.queues.find((one) => one.queue === name && one.status === state)?.count.toLocaleString() ?? 0}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Rereading() {
  const { data } = useQuery({
    queryKey: keys.adminPart('rereading'),
    queryFn: ({ signal }) => api.get('/api/admin/rereading', { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });
  if (!data || data.waiting + data.failed === 0) return null;
  const all = data.current + data.waiting + data.failed;
  const words = `${(all - data.waiting).toLocaleString()} of ${all.toLocaleString()} documents`;
  return (
    <Section
      title="Reprocessing papers"
      intro="The last update improved metadata extraction. Older papers are reprocessed while the server is idle. Values set by people are kept."
    >
      <Progress value={(100 * (all - data.waiting)) / all} aria-label={words} maw={360} size="sm" mb="xs" />
      <Text size="sm" role="status">
        {[
          words,
          !data.enabled && 'turned off (SCROLLKEEPER_REREAD_PAPERS)',
          data.failed > 0 && `${data.failed.toLocaleString()} couldn’t be reprocessed and are unchanged`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </Section>
  );
}

function JobLine({ job }: { job: Schemas['AdminJobOut'] }) {
  const retry = useAdminAction(
    () => api.post('/api/admin/jobs/{job_id}/retry', { params: { path: { job_id: job.id } } }),
    () => `Job ${job.id} will run again.`,
  );
  const cancel = useAdminAction(
    () => api.delete('/api/admin/jobs/{job_id}', { params: { path: { job_id: job.id } } }),
    () => `Job ${job.id} cancelled.`,
  );
  const over = !['todo', 'doing'].includes(job.status);
  const later = job.status === 'todo' && job.scheduled_at !== null ? `again ${ago(job.scheduled_at)}` : '';
  return (
    <li className={rows.line}>
      <div className={rows.what}>
        <Text size="sm" fw={500}>
          {job.name} {STATES[job.status as State] ?? job.status}
        </Text>
        <Text size="xs" c="dimmed">
          {[
            `${job.queue}, number ${job.id}`,
            job.created_at && `created ${ago(job.created_at)}`,
            job.attempts > 0 && `tried ${job.attempts} ${job.attempts === 1 ? 'time' : 'times'}`,
            later,
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        {job.reason && (
          <Text size="xs" title={job.failed_at ? exactly(job.failed_at) : undefined}>
            {job.reason}
          </Text>
        )}
      </div>
      <Button
        size="xs"
        variant="default"
        loading={retry.isPending || cancel.isPending}
        onClick={() => (over ? retry : cancel).mutate(undefined)}
        aria-label={`${over ? 'Try' : 'Cancel'} job ${job.id}${over ? ' again' : ''}`}
      >
        {over ? 'Try again' : 'Cancel'}
      </Button>
    </li>
  );
}

function Parked() {
  const parked = useList(keys.adminPart('parked'), (page, signal) =>
    api.get('/api/admin/parked', { params: { query: page }, signal }),
  );
  return (
    <Section
      title="Quarantined documents"
      intro="Processing failed repeatedly. The files are kept and teams can still download them. You can try again after an update."
    >
      <ul className={rows.list}>
        {parked.items?.map((one) => (
          <ParkedLine key={one.id} parked={one} />
        ))}
      </ul>
      <ListEnd list={parked} />
    </Section>
  );
}

function ParkedLine({ parked }: { parked: Schemas['ParkedOut'] }) {
  const again = useAdminAction(
    () => api.post('/api/admin/parked/{file_id}/retry', { params: { path: { file_id: parked.id } } }),
    () => 'Processing started.',
  );
  const name = `the document of ${parked.team}`;
  return (
    <li className={rows.line}>
      <div className={rows.what}>
        <Text size="sm">{parked.reason || 'Processing failed.'}</Text>
        <Text size="xs" c="dimmed">
          {parked.team} · {bytes(parked.size)} · came <Ago at={parked.added_at} />
        </Text>
      </div>
      <Button
        size="xs"
        variant="default"
        loading={again.isPending}
        onClick={() => again.mutate(undefined)}
        aria-label={`Process ${name} again`}
      >
        Process again
      </Button>
    </li>
  );
}
