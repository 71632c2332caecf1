// An address that leads nowhere, or to what you may not see (the two look the same on purpose).
import { Button, Container, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';

export function NotFound() {
  return (
    <Container size="xs" py={80}>
      <Title order={1} size="h2" mb="sm">
        Page not found
      </Title>
      <Text mb="lg">It may have been removed, or you may not have access.</Text>
      <Button renderRoot={(props) => <Link to="/" {...props} />}>Go to your library</Button>
    </Container>
  );
}
