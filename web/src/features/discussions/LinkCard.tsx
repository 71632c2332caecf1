// A link to a paper or an annotation of ours, as a card; where it cannot be seen it is a link like any other.
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { api } from '../../api/client';
import { plainTitle } from '../../ui/csl';
import styles from './Threads.module.css';

interface Place {
  team: string;
  paper: string;
  annotation: string | null;
  href: string;
}

const PAPER = /^\/t\/([^/]+)\/papers\/([0-9a-f-]{36})(?:\/read\/[0-9a-f-]{36})?$/;

/** The paper or annotation that an address of ours names. */
export function ownPlace(href: string, origin: string = window.location.origin): Place | null {
  try {
    const url = new URL(href, origin);
    const found = url.origin === origin && PAPER.exec(url.pathname);
    if (!found) return null;
    const annotation = (url.searchParams.get('annotation') ?? '').replaceAll('"', '');
    return {
      team: found[1] ?? '',
      paper: found[2] ?? '',
      annotation: annotation || null,
      href: url.pathname + url.search,
    };
  } catch {
    return null;
  }
}

export function LinkCard({ href }: { href: string }) {
  const place = ownPlace(href);
  const router = useRouter();
  const path = { team: place?.team ?? '', paper_id: place?.paper ?? '' };
  const paper = useQuery({
    queryKey: ['card', place?.team, place?.paper],
    staleTime: 300_000,
    enabled: place !== null,
    queryFn: ({ signal }) => api.get('/api/teams/{team}/papers/{paper_id}', { params: { path }, signal }),
  });
  const annotation = useQuery({
    queryKey: ['card', place?.team, place?.paper, place?.annotation],
    staleTime: 300_000,
    enabled: Boolean(place?.annotation),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}', {
        params: { path: { ...path, annotation_id: place?.annotation ?? '' } },
        signal,
      }),
  });
  const title = paper.data && (plainTitle(paper.data.metadata) || paper.data.files[0]?.name);
  const quote =
    annotation.data?.selectors.find((one) => one.type === 'TextQuoteSelector')?.exact ?? annotation.data?.comment;
  if (!place || !title)
    return (
      <a href={href} rel="nofollow">
        {href}
      </a>
    );
  return (
    <a
      href={place.href}
      className={styles.linkCard}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        router.history.push(place.href);
      }}
    >
      <span className={styles.linkTitle}>{title}</span>
      {place.annotation && (
        <span className={styles.linkQuote}>
          {quote ?? (annotation.isPending ? '…' : 'An annotation you don’t have access to')}
        </span>
      )}
    </a>
  );
}
