// What can be done on the page that is open, for the command palette: whoever shows a menu says so here.
import { useEffect, useId } from 'react';

export interface PageAction {
  title: string;
  /** What it is done to, where the title alone does not say it. */
  kind?: string;
  run: () => void;
}

const offered = new Map<string, PageAction[]>();

/** Offer these for as long as the component is there. */
export function usePageActions(actions: PageAction[]): void {
  const id = useId();
  // Each time it is drawn: what an action does may depend on what is selected now.
  useEffect(() => {
    offered.set(id, actions);
  });
  useEffect(() => () => void offered.delete(id), [id]);
}

export function pageActions(): PageAction[] {
  return [...offered.values()].flat();
}
