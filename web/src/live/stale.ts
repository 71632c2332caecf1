// Which kept answers an event makes stale, and when to ask for them again.
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { keys } from '../api/keys';
import { gatherAnnotations, isOneAnnotation, refreshAnnotation } from './oneAnnotation';
import type { LiveEvent } from './messages';

/** Events of papers after which collections hold another number of them. */
const MERGED = ['paper.merged', 'paper.unmerged'];
const COUNTED = new Set(['paper.deleted', 'paper.restored', ...MERGED]);
/** Events of papers after which others may be duplicates of them. */
const COMPARED = new Set(['paper.changed', 'paper.deleted', 'paper.restored', ...MERGED]);

/** Query keys that this event of this team makes stale. */
export function staleKeys(team: string, event: Pick<LiveEvent, 'name' | 'subject'>): QueryKey[] {
  const [kind] = event.name.split('.');
  const paper = event.subject.paper ? [keys.paper(team, event.subject.paper)] : [];
  switch (kind) {
    case 'paper':
      return [
        keys.papers(team),
        keys.searches(team),
        keys.usage(team),
        keys.bibliographies(team),
        ...paper,
        ...(COUNTED.has(event.name) ? [keys.collections(team), keys.tags(team)] : []),
        ...(COMPARED.has(event.name) ? [keys.duplicates(team)] : []),
        ...(event.subject.merged ? mergedKeys(team, event.subject.merged) : []),
      ];
    case 'duplicates':
      return [keys.duplicates(team), keys.papers(team)];
    case 'tag':
      return [keys.tags(team), keys.papers(team), keys.searches(team), ...paper];
    case 'fields':
      return [keys.fields(team), keys.papers(team), keys.searches(team), keys.allOfPapers(team)];
    case 'collection':
      return [keys.collections(team), keys.papers(team), keys.searches(team)];
    case 'search':
      return [keys.searches(team)];
    case 'file':
      return [keys.papers(team), ...paper, ...(event.subject.file ? [keys.file(team, event.subject.file)] : [])];
    case 'upload':
      return [keys.uploads(team), keys.usage(team)];
    case 'annotation':
    case 'thread':
    case 'comment':
      return event.subject.paper
        ? [
            ...talkKeys(team, event.subject.paper, event.subject.annotation, kind),
            ...(kind === 'annotation' ? [] : [keys.paperCounts(team)]),
          ]
        : [];
    case 'note':
      return [keys.notes(team), ...(event.subject.paper ? [keys.paperPart(team, event.subject.paper, 'note')] : [])];
    case 'reading':
      return [
        keys.reading(team),
        keys.searches(team),
        keys.paperCounts(team),
        ...(event.subject.paper ? [keys.paperPart(team, event.subject.paper, 'reading')] : []),
      ];
    case 'team':
      return [keys.me, keys.team(team), keys.bibliographies(team)];
    case 'member':
      // Who has another role may do other things with everything.
      return event.name === 'member.changed' ? [keys.me, keys.team(team)] : [keys.me, keys.members(team)];
    case 'invitation':
      return [keys.invitations(team)];
    default:
      return paper;
  }
}

/** Of a paper that became part of another, or is one of its own again: what hung on it hangs elsewhere. */
function mergedKeys(team: string, merged: string): QueryKey[] {
  return [keys.paper(team, merged), keys.notes(team), keys.reading(team)];
}

/** What is said about one annotation concerns that one; of many that came at once, all. */
function talkKeys(team: string, paper: string, annotation: string | undefined, kind: string): QueryKey[] {
  const threads = keys.threads(team, paper);
  if (annotation) return [keys.annotation(team, paper, annotation), threads];
  return kind === 'annotation' ? [keys.annotations(team, paper), threads] : [threads];
}

/** One event alone is shown at once; those that follow it closely are gathered. */
const SOON_MS = 30;
const TOGETHER_MS = 400;
const PER_LOADED_PAGE_MS = 600;
const LONGEST_MS = 8_000;

/** Gathers stale keys, so that a thousand events in a second cost one new answer, not a thousand. */
export class StaleKeys {
  private waiting = new Map<string, QueryKey>();
  private timer: number | undefined;
  private flushed = -Infinity;

  constructor(private readonly client: QueryClient) {}

  add(stale: QueryKey[]): void {
    for (const key of stale) this.waiting.set(JSON.stringify(key), key);
    if (this.timer === undefined && this.waiting.size > 0) {
      this.timer = window.setTimeout(() => this.flush(), this.patience());
    }
  }

  private flush(): void {
    this.timer = undefined;
    this.flushed = performance.now();
    const stale = [...this.waiting.values()];
    this.waiting.clear();
    for (const queryKey of gatherAnnotations(stale)) {
      if (isOneAnnotation(queryKey)) void refreshAnnotation(this.client, queryKey);
      else void this.client.invalidateQueries({ queryKey });
    }
  }

  /** A list of which many pages are on hand costs as many requests to ask for again: wait the longer. */
  private patience(): number {
    let pages = 0;
    for (const queryKey of this.waiting.values()) {
      for (const [, data] of this.client.getQueriesData<{ pages?: unknown[] }>({ queryKey, type: 'active' })) {
        pages += data?.pages?.length ?? 0;
      }
    }
    if (pages <= 1) return performance.now() - this.flushed > TOGETHER_MS ? SOON_MS : TOGETHER_MS;
    return Math.min(LONGEST_MS, pages * PER_LOADED_PAGE_MS);
  }
}
