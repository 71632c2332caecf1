// "Continue with …", a button for each identity provider.
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { sentence } from '../../api/problem';
import type { SignInOptions } from '../../api/schemas';
import { providerAddress } from '../../api/providers';

interface Props {
  providers: SignInOptions['providers'];
  next?: string;
  filled?: boolean;
  onError: (detail: string) => void;
}

export function ProviderButtons({ providers, next, filled, onError }: Props) {
  const go = useMutation({
    mutationFn: (name: string) => providerAddress(name, 'sign-in', next),
    onSuccess: (url) => window.location.assign(url),
    onError: (error) => onError(sentence(error)),
  });
  return providers.map((provider) => (
    <Button
      key={provider.name}
      variant={filled ? 'filled' : 'default'}
      loading={go.variables === provider.name && (go.isPending || go.isSuccess)}
      onClick={() => go.mutate(provider.name)}
    >
      Continue with {provider.title}
    </Button>
  ));
}
