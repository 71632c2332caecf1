// How the list looks: its columns and their order, how close the rows are, and whether a paper is shown beside it.
import { ActionIcon, Button, Checkbox, NativeSelect, Popover, SegmentedControl, Text } from '@mantine/core';
import { ColumnsIcon, DownIcon, UpIcon } from '../../ui/icons';
import type { ColumnDefinition } from './columns';
import { FIXED, moved, shownColumns, toggled, type LibraryPreferences } from './layout';
import classes from './TableMenu.module.css';
import { readSort, writeSort } from './view';

interface Props {
  all: ColumnDefinition[];
  preferences: LibraryPreferences;
  onChange: (change: Partial<LibraryPreferences>) => void;
}

interface SortProps {
  all: ColumnDefinition[];
  sort: string | undefined;
  onSort: (sort: string) => void;
}

/** Where there is no room for heads of columns, their order is chosen here. */
export function SortMenu({ all, sort, onSort }: SortProps) {
  const [order] = readSort(sort);
  const sortable = all.flatMap(({ sort: value, title, downFirst }) => (value ? [{ value, title, downFirst }] : []));
  return (
    <NativeSelect
      aria-label="Sort by"
      className={classes.sort}
      value={order ? writeSort([order]) : ''}
      onChange={(event) => onSort(event.currentTarget.value)}
      data={sortable.flatMap(({ value, title, downFirst }) => {
        const up = { value, label: `${title} ↑` };
        const down = { value: `-${value}`, label: `${title} ↓` };
        return downFirst ? [down, up] : [up, down];
      })}
    />
  );
}

export function TableMenu({ all, preferences, onChange }: Props) {
  const chosen = preferences.columns ?? null;
  const shown = shownColumns(all, chosen, 0).map(({ column }) => column);
  const others = all.filter((column) => !shown.includes(column));
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md" width={280} withinPortal={false}>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Columns and view" title="Columns and view">
          <ColumnsIcon />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns and view" className={classes.menu}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Density"
          value={preferences.density ?? 'comfortable'}
          onChange={(density) => onChange({ density: density === 'compact' ? 'compact' : 'comfortable' })}
          data={[
            { value: 'comfortable', label: 'Comfortable' },
            { value: 'compact', label: 'Compact' },
          ]}
        />
        <Checkbox
          mt="sm"
          label="Show a preview of the selected paper"
          checked={preferences.preview ?? true}
          onChange={(event) => onChange({ preview: event.currentTarget.checked })}
        />
        <Text component="h2" size="sm" fw={600} mt="md" mb={4}>
          Columns
        </Text>
        <ul className={classes.columns}>
          {[...shown, ...others].map((column) => {
            const at = shown.indexOf(column);
            return (
              <li key={column.id}>
                <Checkbox
                  label={column.title}
                  checked={at >= 0}
                  disabled={column.id === FIXED}
                  onChange={() => onChange({ columns: toggled(all, chosen, column.id) })}
                />
                {at >= 0 && (
                  <span className={classes.moves}>
                    <ActionIcon
                      size="sm"
                      variant="subtle"
                      color="gray"
                      aria-label={`Move ${column.title} left`}
                      title="Move left"
                      disabled={at === 0}
                      onClick={() => onChange({ columns: moved(all, chosen, column.id, -1) })}
                    >
                      <UpIcon />
                    </ActionIcon>
                    <ActionIcon
                      size="sm"
                      variant="subtle"
                      color="gray"
                      aria-label={`Move ${column.title} right`}
                      title="Move right"
                      disabled={at === shown.length - 1}
                      onClick={() => onChange({ columns: moved(all, chosen, column.id, 1) })}
                    >
                      <DownIcon />
                    </ActionIcon>
                  </span>
                )}
              </li>
            );
          })}
        </ul>
        <Button
          mt="xs"
          fullWidth
          size="compact-sm"
          variant="subtle"
          disabled={chosen === null}
          onClick={() => onChange({ columns: null })}
        >
          Reset columns
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
