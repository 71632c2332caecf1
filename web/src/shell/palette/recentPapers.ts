// The papers that were opened last in this browser, for the palette.
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Team } from '../../api/schemas';
import { paperQuery } from '../../api/queries';
import { textOf } from '../../ui/csl';

export interface RecentPaper {
  id: string;
  title: string;
}

const MOST = 8;
const nameOf = (team: string) => `scrollkeeper.recent.${team}`;

export function readRecent(team: string): RecentPaper[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(nameOf(team)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isPaper).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function isPaper(one: unknown): one is RecentPaper {
  const { id, title } = (one ?? {}) as Partial<RecentPaper>;
  return typeof id === 'string' && typeof title === 'string';
}

/** Remembers the paper that is open once its page has read it. */
export function useRememberPaper(team: Team | undefined): void {
  const { paper: id = '' } = useParams({ strict: false });
  // Only what the page itself asks for: this watches it.
  const { data } = useQuery({ ...paperQuery(team?.id ?? '', id), enabled: false });
  const title = data && (textOf(data.metadata, 'title') || data.files[0]?.name || '');
  const teamId = team?.id;
  useEffect(() => {
    if (!teamId || title === undefined) return;
    const others = readRecent(teamId).filter((one) => one.id !== id);
    try {
      window.localStorage.setItem(nameOf(teamId), JSON.stringify([{ id, title }, ...others].slice(0, MOST)));
    } catch {
      // A browser that keeps nothing shows what was added last instead.
    }
  }, [teamId, id, title]);
}
