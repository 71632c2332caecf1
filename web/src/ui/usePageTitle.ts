// The window's title, so that tabs, history and screen readers tell pages apart.
import { useEffect } from 'react';

export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ScrollKeeper` : 'ScrollKeeper';
  }, [title]);
}
