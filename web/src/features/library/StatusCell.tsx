// How far a paper is: waiting, page n of m, ready, or why not.
import { Tooltip } from '@mantine/core';
import type { PaperRow } from '../../api/schemas';
import classes from './StatusCell.module.css';
import { useProgress } from './progress';

const WORDS = { queued: 'Queued', parsing: 'Processing…', ready: 'Ready', failed: 'Failed', parked: 'Quarantined' };

export function StatusCell({ paper }: { paper: PaperRow }) {
  const heard = useProgress(paper.id);
  const progress = paper.status === 'parsing' ? (heard ?? paper.progress) : null;
  if (progress) {
    const share = Math.min(1, progress.page / Math.max(1, progress.pages));
    return (
      <span className={classes.status} data-status="parsing">
        <span className={classes.statusText}>
          Page {progress.page} of {progress.pages}
        </span>
        <span className={classes.bar} aria-hidden>
          <span style={{ transform: `scaleX(${share})` }} />
        </span>
      </span>
    );
  }
  // What is as it should be needs no words before the eyes.
  if (paper.status === 'ready') {
    return paper.file ? (
      <span className="sk-heard">{WORDS.ready}</span>
    ) : (
      <span className={classes.status} data-status="ready">
        No PDF
      </span>
    );
  }
  const words = (
    <span className={classes.status} data-status={paper.status}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.statusText}>
        {WORDS[paper.status]}
        {paper.reason && `: ${paper.reason}`}
      </span>
    </span>
  );
  return paper.reason ? (
    <Tooltip label={paper.reason} multiline maw={360} withinPortal>
      {words}
    </Tooltip>
  ) : (
    words
  );
}
