// How many recovery codes are left, and a way to make new ones.
import { Button } from '@mantine/core';
import { api } from '../../api/client';
import { useChange } from './useSignInMethods';
import { SignInMethod } from './SignInMethod';

interface Props {
  left: number;
  /** Whether there is a second factor that they stand in for. */
  needed: boolean;
  onCodes: (codes: string[]) => void;
}

export function RecoveryCodesMethod({ left, needed, onCodes }: Props) {
  const make = useChange(() => api.post('/api/me/recovery-codes'), 'Couldn’t create codes');
  if (!needed) return null;
  return (
    <SignInMethod
      title="Recovery codes"
      state={
        left === 0
          ? 'None left. Create new ones in case you lose your phone.'
          : `${left} of 10 left. Use one if you lose your phone or security key.`
      }
      action={
        <Button
          variant="default"
          size="xs"
          loading={make.isPending}
          onClick={() => make.mutate(undefined, { onSuccess: ({ codes }) => onCodes(codes) })}
        >
          Create new codes
        </Button>
      }
    />
  );
}
