// What can be done with a thread: settle it, give it to somebody until a day, and say of what in it one is told.
import { Button, Group, Menu, Text } from '@mantine/core';
import type { Thread } from '../../api/schemas';
import { useDiscussing } from './Discussing';
import { useThreadActions } from './useThreadActions';

const LEVELS: [Thread['level'], string][] = [
  [null, 'Team default'],
  ['all', 'Everything'],
  ['taking_part', 'Threads I’m in'],
  ['mentions', 'Mentions only'],
  ['none', 'None'],
];
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

/** Whether a day, as 2027-01-31, lies before today. */
function isOver(date: string): boolean {
  return date < new Date().toISOString().slice(0, 10);
}

export function ThreadTools({ thread }: { thread: Thread }) {
  const { ask } = useDiscussing();
  const { settle, setLevel } = useThreadActions();
  const may = (verb: string) => thread.can.includes(verb);
  const late = thread.due !== null && !thread.resolved && isOver(thread.due);
  return (
    <>
      {(thread.assignee || thread.due) && (
        <Text size="xs" mt={4} c={late ? 'var(--mantine-color-error)' : undefined}>
          {thread.assignee ? `Assigned to ${thread.assignee.name}` : 'Unassigned'}
          {thread.due ? `, ${late ? 'was due' : 'due'} ${day.format(new Date(`${thread.due}T12:00`))}` : ''}
        </Text>
      )}
      {thread.resolved && (
        <Text size="xs" c="dimmed">
          Resolved{thread.resolved.person ? ` by ${thread.resolved.person.name}` : ''}
        </Text>
      )}
      <Group gap={2} mt={2}>
        {may('resolve') && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void settle(thread)}>
            {thread.resolved ? 'Reopen' : 'Resolve'}
          </Button>
        )}
        {may('assign') && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => ask({ what: 'assign', thread })}>
            {thread.assignee ? 'Reassign' : 'Assign'}
          </Button>
        )}
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="compact-xs" variant="subtle" color="gray">
              {thread.level === 'none' ? 'Muted' : 'Notifications'}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.RadioGroup
              value={thread.level ?? ''}
              onChange={(value) => void setLevel(thread, (value || null) as Thread['level'])}
            >
              {LEVELS.map(([level, said]) => (
                <Menu.RadioItem key={said} value={level ?? ''}>
                  {said}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </>
  );
}
