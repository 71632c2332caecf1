// The uploads, at the window's foot: what goes on, how far, how long still, and what needs somebody.
import { Button, CloseButton, Group, Paper, Progress, Text, UnstyledButton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import { bytes } from '../../ui/bytes';
import { duration } from '../../ui/time';
import { UNDER_WAY } from './entry';
import { panel, usePanelSize } from './panelState';
import type { Totals } from './totals';
import { UploadLine } from './UploadLine';
import classes from './Uploads.module.css';
import { uploads, useLeaveWarning, useUploads } from './uploads';

const LINE = 58;
const SHRINK_AFTER_MS = 3_000;

export function UploadPanel() {
  useLeaveWarning();
  const size = usePanelSize();
  const { totals, seconds } = useUploads();
  useShrinkWhenDone(totals);
  if (size === 'closed' && !totals.busy) return null;
  const share = totals.bytes > 0 ? (100 * totals.sent) / totals.bytes : totals.files > 0 ? 100 : 0;
  const open = size === 'open';
  return (
    <Paper component="section" aria-label="Uploads" withBorder shadow="lg" className={classes.panel} data-open={open || undefined}>
      <Group justify="space-between" wrap="nowrap" gap="xs" className={classes.panelHead}>
        <UnstyledButton className={classes.panelTitle} aria-expanded={open} onClick={() => (open ? panel.shrink() : panel.show())}>
          <Text component="span" fw={600} size="sm">
            <span aria-hidden>{open ? '▾ ' : '▴ '}</span>
            Uploads
          </Text>
          <Text component="span" size="sm" c="dimmed" ml={8}>
            {headline(totals)}
          </Text>
        </UnstyledButton>
        {!totals.busy && <CloseButton size="sm" aria-label="Close uploads" onClick={panel.close} />}
      </Group>
      {totals.files > 0 && <Progress value={share} size={4} radius={0} aria-label="All uploads" color={totals.busy ? 'lamp' : 'gray'} />}
      {open && (
        <>
          <div className={classes.summary}>
            <Text size="xs" c="dimmed" role="status">
              {details(totals, seconds)}
            </Text>
            <Actions totals={totals} />
          </div>
          <Lines />
        </>
      )}
    </Paper>
  );
}

/** When everything got through, the panel makes itself small; what needs somebody stays in sight. */
function useShrinkWhenDone({ busy, files, stages }: Totals): void {
  const wasBusy = useRef(false);
  useEffect(() => {
    const done = wasBusy.current && !busy && files > 0 && stages.failed + stages.refused + stages.paused === 0;
    wasBusy.current = busy;
    if (!done) return undefined;
    const timer = window.setTimeout(panel.shrink, SHRINK_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [busy, files, stages]);
}

function headline({ files, ended, busy, stages }: Totals): string {
  if (files === 0) return 'none yet';
  if (busy) return `${ended.toLocaleString()} of ${files.toLocaleString()}`;
  if (stages.failed || stages.paused) return `${ended.toLocaleString()} of ${files.toLocaleString()}, standing still`;
  return `all ${files.toLocaleString()} finished`;
}

function details({ sent, bytes: whole, stages }: Totals, seconds: number | null): string {
  const parts = [`${bytes(sent)} of ${bytes(whole)}`];
  if (seconds !== null) parts.push(`about ${duration(seconds)} left`);
  if (stages.here) parts.push(`${stages.here.toLocaleString()} already here`);
  if (stages.refused) parts.push(`${stages.refused.toLocaleString()} refused`);
  if (stages.failed) parts.push(`${stages.failed.toLocaleString()} did not get through`);
  if (stages.paused) parts.push(`${stages.paused.toLocaleString()} paused`);
  return parts.join(' · ');
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
          Go on with all
        </Button>
      )}
      {stages.failed > 0 && (
        <Button size="compact-xs" variant="default" onClick={() => uploads.each(['failed'], 'resume')}>
          Try again
        </Button>
      )}
      {(totals.busy || stages.paused > 0 || stages.failed > 0) && (
        <Button size="compact-xs" variant="default" onClick={() => uploads.each([...UNDER_WAY, 'paused', 'failed'], 'cancel')}>
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
        Drop PDFs or a folder anywhere on a library’s page. If the page is closed in the middle, drop the same files again: they go on
        where they were.
      </Text>
    );
  }
  return (
    <div ref={scroller} className={classes.lines} tabIndex={0} role="region" aria-label="Files">
      <ul style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map((line) => (
          <li key={line.key} aria-setsize={entries.length} aria-posinset={line.index + 1} style={{ height: LINE, transform: `translateY(${line.start}px)` }}>
            <UploadLine entry={entries[line.index]!} />
          </li>
        ))}
      </ul>
    </div>
  );
}

