// What is shown instead of a page that could not be: the sentence, and two ways on.
import { Button, Container, Group, Text, Title } from '@mantine/core';
import { Problem, sentence } from '../api/problem';
import { NotFound } from './NotFound';

export function Oops({ error, again }: { error: unknown; again?: () => void }) {
  if (error instanceof Problem && error.status === 404) return <NotFound />;
  return (
    <Container size="xs" py={80} role="alert">
      <Title order={1} size="h2" mb="sm">
        This page couldn’t be displayed
      </Title>
      <Text mb="lg">{sentence(error)}</Text>
      <Group>
        <Button onClick={again ?? (() => window.location.reload())}>Try again</Button>
        <Button component="a" href="/" variant="default">
          Go to your library
        </Button>
      </Group>
    </Container>
  );
}
