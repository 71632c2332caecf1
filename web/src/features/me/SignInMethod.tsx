// One way in: what it is, how it stands, what can be done with it.
import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  state: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}

export function SignInMethod({ title, state, action, children }: Props) {
  return (
    <div>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ flex: '1 1 16rem' }}>
          <Title order={3} size="sm" ff="var(--mantine-font-family)">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {state}
          </Text>
        </div>
        {action}
      </Group>
      {children}
    </div>
  );
}
