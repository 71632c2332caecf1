// Who has this note open at the moment.
import { Avatar, Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import type { Awareness } from 'y-protocols/awareness';

export function Writers({ awareness }: { awareness: Awareness }) {
  const shown = useSyncExternalStore(
    (changed) => {
      awareness.on('change', changed);
      return () => awareness.off('change', changed);
    },
    () => named(awareness),
  );
  const writers = JSON.parse(shown) as { name: string; color: string }[];
  if (!writers.length) return null;
  return (
    <Avatar.Group aria-label={`Also editing: ${writers.map((one) => one.name).join(', ')}`} role="group">
      {writers.slice(0, 5).map((one, n) => (
        <Tooltip key={n} label={one.name}>
          <Avatar size="sm" radius="xl" name={one.name} style={{ borderColor: one.color }} />
        </Tooltip>
      ))}
      {writers.length > 5 && (
        <Avatar size="sm" radius="xl">
          +{writers.length - 5}
        </Avatar>
      )}
    </Avatar.Group>
  );
}

/** As text, so that React sees only real changes. */
function named(awareness: Awareness): string {
  const others = [...awareness.getStates()].filter(([client, state]) => client !== awareness.clientID && state.user);
  return JSON.stringify(
    others.map(([, state]) => ({ name: String(state.user.name), color: String(state.user.color) })),
  );
}
