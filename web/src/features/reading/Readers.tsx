// Who else is on this paper: their initials, the page they are on, and following them.
import { Avatar, Button, Group, Menu, Text, UnstyledButton } from '@mantine/core';
import { colorOf } from '../../ui/colorOf';
import type { Other } from '../../live/presence';
import styles from './Readers.module.css';

interface Props {
  others: Other[];
  me: string;
  file: string;
  followed: Other | null;
  onFollow: (window: string | null) => void;
}

export function Readers({ others, me, file, followed, onFollow }: Props) {
  // One entry a person, however many windows they have open; not oneself.
  const people = [...new Map(others.filter((one) => one.person.id !== me).map((one) => [one.person.id, one])).values()];
  if (!people.length) return null;
  const said = people.map((one) => one.person.name).join(', ');
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <UnstyledButton className={styles.readers}>
          <span className="sk-heard">Also reading: {said}</span>
          <Avatar.Group spacing={8}>
            {people.slice(0, 3).map((one) => (
              <Avatar
                key={one.window}
                size={28}
                radius="xl"
                name={one.person.name}
                style={{ borderColor: colorOf(one.person.id) }}
              />
            ))}
            {people.length > 3 && (
              <Avatar size={28} radius="xl">
                +{people.length - 3}
              </Avatar>
            )}
          </Avatar.Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Also reading</Menu.Label>
        {people.map((one) => {
          const here = one.place?.file === file;
          return (
            <Menu.Item
              key={one.window}
              disabled={!here}
              onClick={() => onFollow(followed?.window === one.window ? null : one.window)}
              rightSection={
                <Text size="xs" c="dimmed">
                  {here ? `page ${one.place?.page}` : 'another file'}
                </Text>
              }
            >
              {followed?.window === one.window ? `Stop following ${one.person.name}` : `Follow ${one.person.name}`}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Says that the page moves by itself, and how to end it. */
export function FollowNotice({ followed, onStop }: { followed: Other | null; onStop: () => void }) {
  return (
    <div className={styles.notice} role="status">
      {followed && (
        <Group gap="xs" wrap="nowrap" className={styles.following} style={{ borderColor: colorOf(followed.person.id) }}>
          <Text size="sm">Following {followed.person.name}. Scroll to stop.</Text>
          <Button size="compact-xs" variant="default" onClick={onStop}>
            Stop
          </Button>
        </Group>
      )}
    </div>
  );
}
