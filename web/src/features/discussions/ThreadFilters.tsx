// What of the discussion is shown, and in which order.
import { ActionIcon, Button, Group, NativeSelect, Popover } from '@mantine/core';
import type { ReactNode } from 'react';
import { EVERYTHING, type Filters } from './filters';
import { FilterIcon } from './threadIcons';

interface Props {
  filters: Filters;
  people: { id: string; name: string }[];
  colors: string[];
  unread: number;
  onFilters: (filters: Filters) => void;
  onAllRead: () => void;
  follow: ReactNode;
}

export function ThreadFilters({ filters, people, colors, unread, onFilters, onAllRead, follow }: Props) {
  const narrowed = (Object.keys(EVERYTHING) as (keyof Filters)[]).some(
    (key) => key !== 'order' && filters[key] !== EVERYTHING[key],
  );
  const set = (change: Partial<Filters>) => onFilters({ ...filters, ...change });
  return (
    <Group gap={4} wrap="nowrap">
      {unread > 0 && (
        <Button
          size="compact-xs"
          variant={filters.only === 'unread' ? 'light' : 'subtle'}
          aria-pressed={filters.only === 'unread'}
          onClick={() => set({ only: filters.only === 'unread' ? 'all' : 'unread' })}
        >
          {unread} unread
        </Button>
      )}
      <Popover position="bottom-end" width={240} trapFocus withinPortal={false} shadow="md">
        <Popover.Target>
          <ActionIcon
            variant={narrowed ? 'light' : 'subtle'}
            color={narrowed ? undefined : 'gray'}
            aria-label={narrowed ? 'Filters (active)' : 'Filters'}
          >
            <FilterIcon />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown>
          <NativeSelect
            size="xs"
            label="Show"
            value={filters.only}
            onChange={(event) => set({ only: event.currentTarget.value as Filters['only'] })}
            data={[
              { value: 'all', label: 'Everything' },
              { value: 'mine', label: 'Mine' },
              { value: 'mentions', label: 'Mentions' },
              { value: 'unread', label: 'Unread' },
            ]}
          />
          <NativeSelect
            size="xs"
            mt={6}
            label="State"
            value={filters.state}
            onChange={(event) => set({ state: event.currentTarget.value as Filters['state'] })}
            data={[
              { value: 'all', label: 'Open and resolved' },
              { value: 'open', label: 'Open' },
              { value: 'resolved', label: 'Resolved' },
            ]}
          />
          <NativeSelect
            size="xs"
            mt={6}
            label="Person"
            value={filters.person ?? ''}
            onChange={(event) => set({ person: event.currentTarget.value || null })}
            data={[{ value: '', label: 'Anyone' }, ...people.map((one) => ({ value: one.id, label: one.name }))]}
          />
          <NativeSelect
            size="xs"
            mt={6}
            label="Colour"
            value={filters.color ?? ''}
            onChange={(event) => set({ color: event.currentTarget.value || null })}
            data={[{ value: '', label: 'Any' }, ...colors.map((one) => ({ value: one, label: one }))]}
          />
          <NativeSelect
            size="xs"
            mt={6}
            label="Order"
            value={filters.order}
            onChange={(event) => set({ order: event.currentTarget.value as Filters['order'] })}
            data={[
              { value: 'page', label: 'By page' },
              { value: 'date', label: 'Newest first' },
            ]}
          />
          {follow}
          <Group mt="xs" justify="space-between">
            <Button
              size="compact-xs"
              variant="subtle"
              disabled={!narrowed}
              onClick={() => onFilters({ ...EVERYTHING, order: filters.order })}
            >
              Show all
            </Button>
            <Button size="compact-xs" variant="subtle" disabled={!unread} onClick={onAllRead}>
              Mark all as read
            </Button>
          </Group>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}
