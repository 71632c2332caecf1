// How you want to hear of each of your teams.
import { Group, NativeSelect, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import styles from '../../ui/Feed.module.css';
import type { Schemas } from '../../api/schemas';
import { Section } from '../../ui/Section';

const LEVELS = [
  { value: 'all', label: 'Everything' },
  { value: 'taking_part', label: 'Where I take part' },
  { value: 'mentions', label: 'Mentions only' },
  { value: 'none', label: 'Nothing' },
];
const MAILS = [
  { value: 'now', label: 'By mail at once' },
  { value: 'digest', label: 'One letter a day' },
  { value: 'never', label: 'No mail' },
];

export function Wants() {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: keys.wants,
    queryFn: ({ signal }) => api.get('/api/me/notification-settings', { signal }),
  });
  async function set(
    one: Schemas['PreferencesOut'],
    change: Partial<Pick<Schemas['PreferencesOut'], 'mail' | 'level'>>,
  ): Promise<void> {
    try {
      await api.put('/api/teams/{team}/notification-settings', {
        params: { path: { team: one.team.id } },
        body: { mail: one.mail, level: one.level, ...change },
      });
    } catch (error) {
      notifications.show({ color: 'red', title: 'Not saved', message: sentence(error) });
    }
    await client.invalidateQueries({ queryKey: keys.wants });
  }
  if (!data?.items.length) return null;
  return (
    <Section
      title="What you are told"
      intro="For each team; a single thread can say otherwise. Mentions and threads that are given to you always come, unless you say nothing."
    >
      {data.items.map((one) => (
        <Group key={one.team.id} gap="xs" mt="xs" align="center">
          <Text size="sm" fw={500} className={styles.team}>
            {one.team.name}
          </Text>
          <NativeSelect
            size="xs"
            aria-label={`What of ${one.team.name}`}
            data={LEVELS}
            value={one.level}
            onChange={(event) => void set(one, { level: event.currentTarget.value as Schemas['PreferencesOut']['level'] })}
          />
          <NativeSelect
            size="xs"
            aria-label={`How of ${one.team.name}`}
            data={MAILS}
            value={one.mail}
            onChange={(event) => void set(one, { mail: event.currentTarget.value as Schemas['PreferencesOut']['mail'] })}
          />
        </Group>
      ))}
    </Section>
  );
}
