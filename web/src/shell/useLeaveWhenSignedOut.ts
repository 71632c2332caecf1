// Whoever is signed out, here or from another window, is led to sign-in and afterwards back to where they were.
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMaybeMe } from '../api/me';

export function useLeaveWhenSignedOut(): void {
  const { data: me } = useMaybeMe();
  const navigate = useNavigate();
  const here = useRouterState({ select: (state) => state.location.href });
  useEffect(() => {
    if (me === null) void navigate({ to: '/sign-in', search: { next: here === '/' ? undefined : here } });
  }, [me, here, navigate]);
}
