// A small word at the bottom of the window while the live connection is away; silent for a blink.
import { Loader, Paper, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useLiveState } from './live';
import classes from './ConnectionNotice.module.css';

const PATIENCE_MS = 2_500;

export function ConnectionNotice() {
  const away = useLiveState() === 'waiting';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(away), away ? PATIENCE_MS : 0);
    return () => window.clearTimeout(timer);
  }, [away]);
  return (
    <div role="status" className={classes.place}>
      {shown && (
        <Paper withBorder shadow="sm" className={classes.notice}>
          <Loader size={14} aria-hidden />
          <Text size="sm">Offline. Reconnecting; what you see may be a little old.</Text>
        </Paper>
      )}
    </div>
  );
}
