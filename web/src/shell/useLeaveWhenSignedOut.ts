// Whoever is signed out, here or from another window, is led to sign-in and afterwards back to where they were.
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMaybeMe } from '../api/me';

export function useLeaveWhenSignedOut(): void {
  const { data: me } = useMaybeMe();
  const router = useRouter();
  const signedOut = me === null;
  useEffect(() => {
    if (!signedOut) return;
    // Read once: the address is already changing when this is drawn again.
    const { href, pathname } = router.state.location;
    if (pathname === '/sign-in') return;
    void router.navigate({ to: '/sign-in', search: { next: pathname === '/' ? undefined : href } });
  }, [signedOut, router]);
}
