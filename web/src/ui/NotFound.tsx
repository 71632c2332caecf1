// An address that leads nowhere, or to what you may not see (the two look the same on purpose).
import { Button, Container, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';

export function NotFound() {
  return (
    <Container size="xs" py={80}>
      <Title order={1} size="h2" mb="sm">
        There is nothing here
      </Title>
      <Text mb="lg">
        The page does not exist, or it belongs to a team that you are not a member of. Whoever gave you the link can
        tell you which.
      </Text>
      <Button renderRoot={(props) => <Link to="/" {...props} />}>Go to your library</Button>
    </Container>
  );
}
