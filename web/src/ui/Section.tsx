// One part of a page of settings, with its heading.
import { Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

export function Section({ title, intro, children }: { title: string; intro?: string; children: ReactNode }) {
  const id = useId();
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby={id}>
      <Title order={2} size="h4" id={id}>
        {title}
      </Title>
      {intro && (
        <Text c="dimmed" size="sm">
          {intro}
        </Text>
      )}
      {children}
    </Paper>
  );
}
