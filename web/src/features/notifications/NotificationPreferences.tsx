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
  { value: 'taking_part', label: 'Threads I’m in' },
  { value: 'mentions', label: 'Mentions only' },
  { value: 'none', label: 'None' },
];
const MAILS = [
  { value: 'now', label: 'Email right away' },
  { value: 'digest', label: 'Daily digest' },
  { value: 'never', label: 'No email' },
];

export function NotificationPreferences() {
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
      notifications.show({ color: 'red', title: 'Couldn’t save', message: sentence(error) });
    }
    await client.invalidateQueries({ queryKey: keys.wants });
  }
  if (!data?.items.length) return null;
  return (
    <Section
      title="Notifications by team"
      intro="Individual threads can override this. You always get mentions and assignments unless you choose “None”."
    >
      {data.items.map((one) => (
        <Group key={one.team.id} gap="xs" mt="xs" align="center">
          <Text size="sm" fw={500} className={styles.team}>
            {one.team.name}
          </Text>
          <NativeSelect
            size="xs"
            aria-label={`Notify me about ${one.team.name}`}
            data={LEVELS}
            value={one.level}
            onChange={(event) =>
              void set(one, { level: event.currentTarget.value as Schemas['PreferencesOut']['level'] })
            }
          />
          <NativeSelect
            size="xs"
            aria-label={`Email about ${one.team.name}`}
            data={MAILS}
            value={one.mail}
            onChange={(event) =>
              void set(one, { mail: event.currentTarget.value as Schemas['PreferencesOut']['mail'] })
            }
          />
        </Group>
      ))}
    </Section>
  );
}
