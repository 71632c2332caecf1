// A quiet line over every page until one's address is confirmed.
import { Anchor, Group, Text } from '@mantine/core';
import { useMe } from '../../api/me';
import { useSendAgain } from './useSendAgain';

export function VerifyBanner() {
  const { person, verify } = useMe();
  const sendAgain = useSendAgain();
  if (verify === 'no') return null;
  return (
    <Group
      component="section"
      aria-label="Your email address"
      gap="xs"
      px="md"
      py={8}
      justify="center"
      style={{ background: 'var(--sk-ground)', borderBottom: '1px solid var(--sk-line)' }}
    >
      <Text size="sm">
        {verify === 'needed'
          ? 'Confirm your email address before you add or change anything: '
          : 'Please confirm your email address: '}
        open the link in the email to <strong>{person.email}</strong>.
      </Text>
      <Anchor
        component="button"
        type="button"
        size="sm"
        disabled={sendAgain.isPending}
        onClick={() => sendAgain.mutate()}
      >
        Resend email
      </Anchor>
    </Group>
  );
}
