// Which collections are unfolded, kept in this browser for each team.
import { useLocalStorage } from '@mantine/hooks';
import { useCallback, useMemo } from 'react';

export function useOpenRows(team: string) {
  const [kept, setKept] = useLocalStorage<string[]>({
    key: `scrollkeeper.collections.${team}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  const open = useMemo(() => new Set(kept), [kept]);
  const setOpen = useCallback(
    (ids: string[], value: boolean) =>
      setKept((old) => [...old.filter((one) => !ids.includes(one)), ...(value ? ids : [])].slice(-2_000)),
    [setKept],
  );
  return { open, setOpen };
}
