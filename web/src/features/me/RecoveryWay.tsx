// How many recovery codes are left, and a way to make new ones.
import { Button } from '@mantine/core';
import { api } from '../../api/client';
import { useChange } from './useWays';
import { Way } from './Way';

interface Props {
  left: number;
  /** Whether there is a second factor that they stand in for. */
  needed: boolean;
  onCodes: (codes: string[]) => void;
}

export function RecoveryWay({ left, needed, onCodes }: Props) {
  const make = useChange(() => api.post('/api/me/recovery-codes'), 'No new codes');
  if (!needed) return null;
  return (
    <Way
      title="Recovery codes"
      state={
        left === 0
          ? 'None is left. Make new ones before you lose your telephone.'
          : `${left} of ten are left, for the day when telephone or key is lost.`
      }
      action={
        <Button
          variant="default"
          size="xs"
          loading={make.isPending}
          onClick={() => make.mutate(undefined, { onSuccess: ({ codes }) => onCodes(codes) })}
        >
          Make new ones
        </Button>
      }
    />
  );
}
