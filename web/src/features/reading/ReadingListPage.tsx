// One's reading list in a team: what one means to read, what others ask one to read and until when, what one asked of others.
import { Button, Container, Group, NativeSelect, SegmentedControl, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas, Team } from '../../api/schemas';
import { useList } from '../../api/useList';
import { ListEnd } from '../../ui/ListEnd';
import { dueInWords, STATUSES, STATUS_WORDS, type Status } from '../../ui/readingStatus';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';
import { usePageTitle } from '../../ui/usePageTitle';
import styles from './ReadingListPage.module.css';
import { LISTS, type List, type ReadingView } from './readingView';

const NAMES: Record<List, string> = { mine: 'My list', assigned: 'Assigned to me', asked: 'Assigned by me' };
const EMPTY: Record<List, { title: string; next: string }> = {
  mine: {
    title: 'Your reading list is empty.',
    next: 'Open a paper and choose “To read” under its title to add it. Only you can see this list.',
  },
  assigned: {
    title: 'Nothing assigned to you.',
    next: 'When a colleague assigns you a paper, it appears here with its due date.',
  },
  asked: {
    title: 'You haven’t assigned any reading.',
    next: 'Open a paper and choose “Assign reading” to see people’s progress here.',
  },
};

interface Props {
  team: Team;
  view: ReadingView;
  onView: (view: ReadingView) => void;
}

export function ReadingListPage({ team, view, onView }: Props) {
  usePageTitle(`Reading list in ${team.name}`);
  const { of = 'mine', status } = view;
  const list = useList(keys.readingList(team.id, { of, status }), (page, signal) =>
    api.get('/api/teams/{team}/reading', {
      params: { path: { team: team.id }, query: { of, status, ...page } },
      signal,
    }),
  );
  return (
    <Container size="md" py="xl">
      <Title order={1} size="h2" mb="md">
        Reading list
      </Title>
      <Group justify="space-between" mb="sm">
        <SegmentedControl
          size="xs"
          aria-label="List"
          value={of}
          onChange={(chosen) => onView({ ...view, of: chosen as List })}
          data={LISTS.map((value) => ({ value, label: NAMES[value] }))}
        />
        <NativeSelect
          size="xs"
          aria-label="Status"
          value={status ?? ''}
          onChange={(event) => onView({ ...view, status: STATUSES.find((one) => one === event.currentTarget.value) })}
          data={[
            { value: '', label: 'Any status' },
            ...STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] })),
          ]}
        />
      </Group>
      {list.items?.length === 0 && (
        <div className={styles.empty}>
          <Text fw={600}>{status ? `No papers marked “${STATUS_WORDS[status]}”.` : EMPTY[of].title}</Text>
          <Text c="dimmed" size="sm" mb="md">
            {status ? 'Try showing all papers.' : EMPTY[of].next}
          </Text>
          {status ? (
            <Button variant="default" onClick={() => onView({ of })}>
              Show all
            </Button>
          ) : (
            <Button
              variant="default"
              renderRoot={(props) => <Link to="/t/$team" params={{ team: team.slug }} {...props} />}
            >
              Go to library
            </Button>
          )}
        </div>
      )}
      <ol className={styles.list}>
        {list.items?.map((entry) => (
          <Line key={`${entry.paper} ${entry.person.id}`} team={team} entry={entry} others={of === 'asked'} />
        ))}
      </ol>
      <ListEnd list={list} />
    </Container>
  );
}

function Line({ team, entry, others }: { team: Team; entry: Schemas['ReadingOut']; others: boolean }) {
  const title = entry.title || 'Untitled paper';
  const due = entry.due ? dueInWords(entry.due, entry.status) : null;
  const asked = others
    ? `${entry.person.name}: ${STATUS_WORDS[entry.status].toLowerCase()}`
    : entry.assigned_by && `assigned by ${entry.assigned_by.name}`;
  return (
    <li className={styles.line}>
      <div className={styles.what}>
        <Link to="/t/$team/papers/$paper" params={{ team: team.slug, paper: entry.paper }} className={styles.title}>
          {title}
        </Link>
        <Text size="sm" lineClamp={2}>
          {[entry.authors, entry.year].filter(Boolean).join(' · ')}
        </Text>
        <Text size="xs" c="dimmed">
          {due && <span className={due.late ? styles.late : undefined}>{due.words} · </span>}
          {asked && `${asked} · `}
          <time dateTime={entry.changed_at} title={exactly(entry.changed_at)}>
            <Ago at={entry.changed_at} />
          </time>
        </Text>
      </div>
      {!others && <Choice team={team} entry={entry} title={title} />}
    </li>
  );
}

function Choice({ team, entry, title }: { team: Team; entry: Schemas['ReadingOut']; title: string }) {
  const client = useQueryClient();
  const set = useMutation({
    mutationFn: (status: Status | null) =>
      api.put('/api/teams/{team}/papers/{paper_id}/reading', {
        params: { path: { team: team.id, paper_id: entry.paper } },
        body: { status },
      }),
    onSuccess: (_, status) => {
      if (!status) notifications.show({ message: `“${title}” removed from your list.` });
    },
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Couldn’t save the change', message: sentence(error) }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.reading(team.id) }),
        client.invalidateQueries({ queryKey: keys.paperPart(team.id, entry.paper, 'reading') }),
      ]),
  });
  return (
    <NativeSelect
      size="xs"
      w={150}
      aria-label={`Reading status of ${title}`}
      disabled={set.isPending}
      value={(set.isPending ? set.variables : entry.status) ?? 'off'}
      onChange={(event) => set.mutate(STATUSES.find((one) => one === event.currentTarget.value) ?? null)}
      data={[
        ...STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] })),
        { value: 'off', label: 'Remove from list' },
      ]}
    />
  );
}
