// What the page of the reading list shows, as its address says it.
import type { Status } from '../../ui/readingStatus';

export const LISTS = ['mine', 'assigned', 'asked'] as const;
export type List = (typeof LISTS)[number];

export interface ReadingView {
  of?: List;
  status?: Status;
}
