// Identity providers: which there are, how to go there, and what is said when one comes back without having got in.
import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { keys } from './keys';
import type { SignInOptions } from './schemas';

export function useSignInOptions(): SignInOptions | undefined {
  const { data, isError } = useQuery({
    queryKey: keys.signInOptions,
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
  over: 'That took too long, or was started in another window. Try again.',
  cancelled: 'You didn’t finish signing in. Try again, or choose another sign-in method.',
  silent: 'The identity provider isn’t responding. Try again in a minute.',
  unconfirmed:
    'An account with your email already exists here, but the address was never confirmed. Sign in with its password (or reset it), confirm the address, and link the provider in your settings.',
  elsewhere: 'That account is already linked to someone else. Choose another one.',
  closed: 'Accounts are by invitation, or for certain email addresses. Ask someone in your group to invite you.',
  other: 'That isn’t the account linked here, or the provider didn’t ask for your password again. Try again.',
  refused: 'The identity provider didn’t sign you in. Try again, and contact your administrator if it keeps happening.',
};

/** What happened, in our words: nothing of the address is shown as it stands. */
export function problemOf(code: string | undefined): string | null {
  return code ? (PROBLEMS[code] ?? PROBLEMS.refused ?? null) : null;
}

/** A window of its own proved that it is still the same person. */
export const PROVED = 'scrollkeeper.proved';
