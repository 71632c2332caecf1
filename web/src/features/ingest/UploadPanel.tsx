// The uploads, at the window's foot: what goes on, how far, how long still, and what needs somebody.
import { Button, CloseButton, Group, Paper, Progress, Text, UnstyledButton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useRef, type RefObject } from 'react';
import { bytes } from '../../ui/bytes';
import { duration } from '../../ui/time';
import { UNDER_WAY } from './entry';
import { panel, usePanelSize } from './panelState';
import { allThrough, outcome, type Totals } from './totals';
import { UploadLine } from './UploadLine';
import classes from './Uploads.module.css';
import { uploads, useLeaveWarning, useUploads } from './uploads';
import { useGoingAway, useSmallOnTheWay } from './useGoingAway';

const LINE = 58;

export function UploadPanel() {
  useLeaveWarning();
  const box = useRef<HTMLElement>(null);
  const size = usePanelSize();
  const { totals, seconds } = useUploads();
  useGoingAway(box, allThrough(totals), size);
  useSmallOnTheWay();
  const shown = size !== 'closed' || totals.busy;
  const over = !totals.busy && totals.files > 0;
  return (
    <>
      {shown && <Panel box={box} totals={totals} seconds={seconds} open={size === 'open'} />}
      <div className="sk-heard" role="status">
        {shown && over && outcome(totals)}
      </div>
    </>
  );
}

function Panel({
  box,
  totals,
  seconds,
  open,
}: {
  box: RefObject<HTMLElement | null>;
  totals: Totals;
  seconds: number | null;
  open: boolean;
}) {
  const share = totals.bytes > 0 ? (100 * totals.sent) / totals.bytes : totals.files > 0 ? 100 : 0;
  return (
    <Paper
      ref={box}
      component="section"
      aria-label="Uploads"
      withBorder
      shadow="lg"
      className={classes.panel}
      data-open={open || undefined}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs" className={classes.panelHead}>
        <UnstyledButton
          className={classes.panelTitle}
          aria-expanded={open}
          onClick={() => (open ? panel.shrink() : panel.show())}
        >
          <Text component="span" fw={600} size="sm">
            <span aria-hidden>{open ? '▾ ' : '▴ '}</span>
            Uploads
          </Text>
          <Text component="span" size="sm" c="dimmed" ml={8}>
            {totals.busy ? `${totals.ended.toLocaleString()} of ${totals.files.toLocaleString()}` : outcome(totals)}
          </Text>
        </UnstyledButton>
        {!totals.busy && <CloseButton size="sm" aria-label="Close uploads" onClick={panel.close} />}
      </Group>
      {totals.busy && <Progress value={share} size={4} radius={0} aria-label="All uploads" color="lamp" />}
      {open && (
        <>
          {totals.files > 0 && (
            <div className={classes.summary}>
              <Text size="xs" c="dimmed">
                {totals.bytes > 0 && `${bytes(totals.sent)} of ${bytes(totals.bytes)}`}
                {seconds !== null && ` · about ${duration(seconds)} left`}
              </Text>
              <Actions totals={totals} />
            </div>
          )}
          <Lines />
        </>
      )}
    </Paper>
  );
}

function Actions({ totals }: { totals: Totals }) {
  const { stages } = totals;
  return (
    <Group gap={4}>
      {totals.busy && (
        <Button size="compact-xs" variant="default" onClick={() => uploads.each(UNDER_WAY, 'pause')}>
          Pause all
        </Button>
      )}
      {stages.paused > 0 && (
        <Button size="compact-xs" variant="default" onClick={() => uploads.each(['paused'], 'resume')}>
          Resume all
        </Button>
      )}
      {stages.failed > 0 && (
        <Button size="compact-xs" variant="default" onClick={() => uploads.each(['failed'], 'resume')}>
          Try again
        </Button>
      )}
      {(totals.busy || stages.paused > 0 || stages.failed > 0) && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => uploads.each([...UNDER_WAY, 'paused', 'failed'], 'cancel')}
        >
          Cancel all
        </Button>
      )}
      {totals.ended > 0 && (
        <Button size="compact-xs" variant="default" onClick={() => uploads.clearEnded()}>
          Clear finished
        </Button>
      )}
    </Group>
  );
}

function Lines() {
  const scroller = useRef<HTMLDivElement>(null);
  const { entries } = useUploads();
  const keyOf = useCallback((index: number) => entries[index]?.id ?? index, [entries]);
  const lines = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 4,
    getItemKey: keyOf,
  });
  if (entries.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="md">
        Drop PDFs or a folder anywhere on a library page. If you close the page before an upload finishes, drop the same
        files again to resume.
      </Text>
    );
  }
  return (
    <div ref={scroller} className={classes.lines} tabIndex={0} role="region" aria-label="Files">
      <ul style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map((line) => (
          <li
            key={line.key}
            aria-setsize={entries.length}
            aria-posinset={line.index + 1}
            style={{ height: LINE, transform: `translateY(${line.start}px)` }}
          >
            <UploadLine entry={entries[line.index]!} />
          </li>
        ))}
      </ul>
    </div>
  );
}
