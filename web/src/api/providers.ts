// Identity providers: which there are, how to go there, and what is said when one comes back without having got in.
import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { keys } from './keys';
import type { WaysIn } from './schemas';

export function useWaysIn(): WaysIn | undefined {
  const { data, isError } = useQuery({
    queryKey: keys.waysIn,
    queryFn: ({ signal }) => api.get('/api/sign-in', { signal }),
    staleTime: 300_000,
  });
  // Whoever cannot be told is not to stand before an empty page.
  return data ?? (isError ? { password: true, providers: [] } : undefined);
}

/** The address of the provider; this browser, and no other, can come back from there. */
export async function providerAddress(
  name: string,
  purpose: 'sign-in' | 'link' | 'proof',
  next?: string,
): Promise<string> {
  const { url } = await api.post('/api/sign-in/{provider}', {
    params: { path: { provider: name } },
    body: { purpose, next: next ?? '/' },
  });
  return url;
}

const PROBLEMS: Record<string, string> = {
  over: 'That took too long, or was begun in another window. Try again.',
  cancelled: 'You did not sign in there. Try again, or choose another way.',
  silent: 'The identity provider does not answer at the moment. Try again in a minute.',
  unconfirmed:
    'There is an account with your e-mail here whose address was never confirmed, so it is not opened to you yet. Sign in to it with its password, or set a new one, confirm the address, and link the provider in your settings.',
  elsewhere: 'That account is linked to somebody else here already. Choose another one there.',
  closed:
    'Accounts are made by invitation here, or for certain e-mail addresses. Ask somebody of your group to invite you.',
  other: 'That was not the account that is linked here, or the provider did not ask for the password again. Try again.',
  refused: 'The identity provider did not sign you in. Try again, and tell whoever hosts this if it stays.',
};

/** What happened, in our words: nothing of the address is shown as it stands. */
export function problemOf(code: string | undefined): string | null {
  return code ? (PROBLEMS[code] ?? PROBLEMS.refused ?? null) : null;
}

/** A window of its own proved that it is still the same person. */
export const PROVED = 'scrollkeeper.proved';
