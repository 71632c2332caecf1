// For those who are not signed in: to an account or into it, and back here.
import { Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';

export function WayIn({ next, what }: { next: string; what: string }) {
  return (
    <>
      <Text size="sm">Create an account or sign in. {what}</Text>
      <Button renderRoot={(props) => <Link to="/sign-up" search={{ next }} {...props} />}>Create an account</Button>
      <Button variant="default" renderRoot={(props) => <Link to="/sign-in" search={{ next }} {...props} />}>
        Sign in
      </Button>
    </>
  );
}
