// Where links in letters lead. Opening it changes nothing, since programs that look through mail open links too; the button does.
import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { usePageTitle } from '../../ui/usePageTitle';
import { Entrance } from '../../ui/Entrance';

interface Words {
  title: string;
  intro: string;
  button: string;
}

function wordsFor({ purpose, email, current }: Schemas['ConfirmationOut']): Words {
  if (purpose === 'leave_email') {
    return {
      title: 'Change your email address?',
      intro: `Your account ${current} will use ${email} from now on.`,
      button: 'Allow the change',
    };
  }
  if (purpose === 'take_email') {
    return {
      title: 'Confirm your new email address',
      intro: `${email} will replace ${current} as the email address of your account.`,
      button: `Confirm ${email}`,
    };
  }
  return {
    title: 'Confirm your email address',
    intro: `You used ${email} for your account.`,
    button: `Confirm ${email}`,
  };
}

export function ConfirmPage() {
  usePageTitle('Confirm your email address');
  const [secret] = useState(() => window.location.hash.slice(1));
  const client = useQueryClient();
  const look = useQuery({
    queryKey: ['confirmation', secret],
    queryFn: () => api.post('/api/confirmations/look', { body: { secret } }),
    staleTime: Infinity,
  });
  const confirm = useMutation({
    mutationFn: () => api.post('/api/confirmations', { body: { secret } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.me }),
  });
  const on = <Link to="/">Go to ScrollKeeper</Link>;
  if (look.error)
    return (
      <Entrance
        title="This link doesn’t work"
        intro={sentence(look.error)}
        otherwise={<>If you’ve already confirmed, you’re all set. {on}</>}
      />
    );
  if (!look.data)
    return (
      <Entrance title="Just a moment" intro="Checking your link.">
        <Skeleton h={36} />
      </Entrance>
    );
  if (confirm.data) return <Done confirmed={confirm.data} current={look.data.current} />;
  const words = wordsFor(look.data);
  return (
    <Entrance
      title={words.title}
      intro={words.intro}
      otherwise={<>If this wasn’t you, close this page. Nothing has changed.</>}
    >
      <Stack>
        {confirm.error && (
          <Alert color="red" variant="outline" role="alert">
            {sentence(confirm.error)}
          </Alert>
        )}
        <Button
          autoFocus
          loading={confirm.isPending}
          onClick={() => confirm.mutate()}
          styles={{ label: { whiteSpace: 'normal' }, root: { height: 'auto', minHeight: 36, paddingBlock: 6 } }}
        >
          {words.button}
        </Button>
      </Stack>
    </Entrance>
  );
}

function Done({ confirmed, current }: { confirmed: Schemas['ConfirmedOut']; current: string }) {
  const title = confirmed.done ? 'Thank you' : 'One more email';
  const other = confirmed.purpose === 'leave_email' ? confirmed.email : current;
  const intro = confirmed.done
    ? `${confirmed.email} is confirmed.`
    : `Now open the link in the email to ${other} to finish the change.`;
  return (
    <Entrance title={title} intro={intro}>
      {confirmed.done ? (
        <Button renderRoot={(props) => <Link to="/" {...props} />}>Go to ScrollKeeper</Button>
      ) : (
        <Text size="sm">You can close this page.</Text>
      )}
    </Entrance>
  );
}
