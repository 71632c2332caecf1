// What was written here while the server could not be reached, or would not have it.
import { Button, Group, Text } from '@mantine/core';
import { useMe } from '../../api/me';
import { forget, useOutbox } from '../../api/outbox';
import styles from './Threads.module.css';

export function Kept({ place }: { place: string }) {
  const me = useMe().person.id;
  return useOutbox()
    .filter((one) => one.person === me && one.place === place)
    .map((one) => (
      <div key={one.key} className={styles.waiting}>
        <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
          {one.body.text}
        </Text>
        <Group gap="xs">
          <Text size="xs" c={one.refused ? 'var(--mantine-color-error)' : 'dimmed'}>
            {one.refused
              ? `Not sent: ${one.refused}`
              : 'Saved in this browser. It will be sent when you’re back online.'}
          </Text>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => forget(one.key)}>
            Discard
          </Button>
        </Group>
      </div>
    ));
}
