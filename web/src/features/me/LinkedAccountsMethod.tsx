// Accounts at identity providers that belong to the person: linked and unlinked.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { OwnSignInMethods, SignInOptions } from '../../api/schemas';
import { api } from '../../api/client';
import { Ago } from '../../ui/Ago';
import { problemOf, providerAddress } from '../../api/providers';
import { useChange } from './useSignInMethods';
import { SignInMethod } from './SignInMethod';

interface Props {
  linked: OwnSignInMethods['identities'];
  providers: SignInOptions['providers'];
  /** Why the last attempt to link failed, as the address of this page says. */
  problem?: string;
}

export function LinkedAccountsMethod({ linked, providers, problem }: Props) {
  const unlink = useChange(
    (id: string) => api.delete('/api/me/identities/{identity_id}', { params: { path: { identity_id: id } } }),
    'Couldn’t unlink',
  );
  const link = useChange((name: string) => providerAddress(name, 'link'), 'Couldn’t link');
  if (providers.length === 0 && linked.length === 0) return null;
  const title = (name: string) => providers.find((one) => one.name === name)?.title ?? name;
  const refused = problemOf(problem);
  return (
    <SignInMethod title="Linked accounts" state="Sign in with an account you have elsewhere.">
      {refused && (
        <Alert color="red" variant="outline" role="alert" mt="sm">
          {refused}
        </Alert>
      )}
      <Stack component="ul" gap="xs" mt="sm" style={{ listStyle: 'none', padding: 0 }} aria-label="Linked accounts">
        {linked.map((one) => (
          <Group component="li" key={one.id} justify="space-between" gap="xs">
            <div style={{ flex: '1 1 10rem' }}>
              <Text size="sm" fw={500}>
                {title(one.provider)}
              </Text>
              <Text size="xs" c="dimmed">
                {one.email ? `${one.email}, ` : ''}last used <Ago at={one.last_used_at} />
              </Text>
            </div>
            <Button
              variant="default"
              size="xs"
              aria-label={`Unlink ${title(one.provider)}`}
              loading={unlink.isPending && unlink.variables === one.id}
              onClick={() => unlink.mutate(one.id)}
            >
              Unlink
            </Button>
          </Group>
        ))}
        {providers
          .filter((provider) => !linked.some((one) => one.provider === provider.name))
          .map((provider) => (
            <Group component="li" key={provider.name} justify="space-between" gap="xs">
              <Text size="sm">{provider.title}</Text>
              <Button
                variant="default"
                size="xs"
                aria-label={`Link ${provider.title}`}
                loading={link.isPending && link.variables === provider.name}
                onClick={() => link.mutate(provider.name, { onSuccess: (url) => window.location.assign(url) })}
              >
                Link
              </Button>
            </Group>
          ))}
      </Stack>
    </SignInMethod>
  );
}
