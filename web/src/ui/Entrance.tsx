// The frame of pages that one comes to from outside: a title page.
import { Container, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Brand } from './Brand';

interface Props {
  title: string;
  intro: string;
  children?: ReactNode;
  otherwise?: ReactNode;
}

export function Entrance({ title, intro, children, otherwise }: Props) {
  return (
    <Container size={420} py={{ base: 32, sm: 80 }} component="main">
      <Stack gap="lg">
        <Brand />
        <div>
          <Title order={1} size="h2">
            {title}
          </Title>
          <Text c="dimmed" mt={4}>
            {intro}
          </Text>
        </div>
        {children && (
          <Paper withBorder p="lg" radius="md">
            {children}
          </Paper>
        )}
        {otherwise && <Text size="sm">{otherwise}</Text>}
      </Stack>
    </Container>
  );
}
