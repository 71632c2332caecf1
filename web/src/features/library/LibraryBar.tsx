// Above the list: what it is, the filter, uploads and the bin; while papers are selected, what can be done with them.
import type { ReactNode } from 'react';
import { Button, Group, Menu, Text, Title } from '@mantine/core';
import { useUploading } from '../../ui/uploading';
import type { Vocabulary } from './completion';
import { FilterBox } from './FilterBox';
import classes from './LibraryBar.module.css';
import type { PaperAction } from './paperActions';
import { papersSaid } from './useBin';

interface Props {
  name: string;
  description?: string;
  before?: ReactNode;
  actions: PaperAction[];
  onAction: (action: PaperAction) => void;
  bin: boolean;
  within: boolean;
  /** Of a collection that contains others. */
  onWithin?: (within: boolean) => void;
  onBin: (bin: boolean) => void;
  check: boolean;
  onCheck: (check: boolean) => void;
  filter: string;
  onFilter: (filter: string) => void;
  vocabulary: Vocabulary;
  /** Where there is something to save, and one may. */
  onSave?: ((filter: string) => void) | undefined;
  /** How the list looks: beside what can be done, whether papers are selected or not. */
  menu: ReactNode;
  onDescribe: () => void;
  onImport: () => void;
  onBrowser: () => void;
  onExport: () => void;
  said: string;
  chosen: number;
  onRemove: () => void;
  onRestore: () => void;
  onClear: () => void;
}

export function LibraryBar({
  name,
  description,
  before,
  actions,
  onAction,
  bin,
  within,
  onWithin,
  onBin,
  check,
  onCheck,
  filter,
  onFilter,
  vocabulary,
  onSave,
  menu,
  onDescribe,
  onImport,
  onBrowser,
  onExport,
  said,
  chosen,
  onRemove,
  onRestore,
  onClear,
}: Props) {
  const { allowed, chooseFiles, chooseFolder, showPanel } = useUploading();
  return (
    <div className={classes.bar}>
      <div className={classes.heading} data-chosen={chosen > 0 || undefined}>
        {before}
        <Title order={1} size="h3" lineClamp={1} title={description || (bin ? undefined : name)}>
          {bin ? `Trash` : name}
        </Title>
        <Text size="sm" c="dimmed" role="status">
          {chosen ? `${papersSaid(chosen)} selected` : said}
        </Text>
      </div>
      {chosen > 0 ? (
        <Group gap={6} className={classes.chosen}>
          {actions
            .filter((action) => !action.hidden && !action.rare)
            .map((action) => (
              <Button
                key={action.title}
                size="xs"
                variant="default"
                aria-keyshortcuts={action.shortcut}
                onClick={() => onAction(action)}
              >
                {action.title}
              </Button>
            ))}
          <MoreActions actions={actions.filter((action) => action.rare)} onAction={onAction} />
          {!allowed ? null : bin ? (
            <Button size="xs" onClick={onRestore}>
              Restore
            </Button>
          ) : (
            <Button
              size="xs"
              color="red.9"
              variant="outline"
              className={classes.danger}
              onClick={onRemove}
              aria-keyshortcuts="Delete"
            >
              Delete
            </Button>
          )}
          <Button size="xs" variant="subtle" onClick={onClear} aria-keyshortcuts="Escape">
            Clear
          </Button>
          {menu && <div className={classes.menu}>{menu}</div>}
        </Group>
      ) : (
        <Group gap={6} className={classes.tools}>
          <FilterBox filter={filter} onFilter={onFilter} vocabulary={vocabulary} />
          {onSave && !bin && (
            <Button size="xs" variant="subtle" onClick={() => onSave(filter.trim())}>
              Save this search
            </Button>
          )}
          {bin ? (
            <Button size="xs" variant="default" onClick={() => onBin(false)}>
              Library
            </Button>
          ) : (
            <>
              {onWithin && (
                <Button
                  size="xs"
                  variant={within ? 'light' : 'subtle'}
                  aria-pressed={within}
                  onClick={() => onWithin(!within)}
                  title="Also show papers in the collections inside this one"
                >
                  Include subcollections
                </Button>
              )}
              <Button
                size="xs"
                variant={check ? 'light' : 'subtle'}
                aria-pressed={check}
                onClick={() => onCheck(!check)}
              >
                Needs checking
              </Button>
              <Button size="xs" variant="subtle" onClick={() => onBin(true)}>
                Trash
              </Button>
              {allowed && (
                <Menu position="bottom-end">
                  <Menu.Target>
                    <Button size="xs" rightSection={<span aria-hidden>▾</span>}>
                      Add
                    </Button>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={chooseFiles}>Files…</Menu.Item>
                    <Menu.Item onClick={chooseFolder}>Folder…</Menu.Item>
                    <Menu.Item onClick={onDescribe}>Enter details…</Menu.Item>
                    <Menu.Item onClick={onImport}>Import references…</Menu.Item>
                    <Menu.Item onClick={onBrowser}>From the browser…</Menu.Item>
                    <Menu.Divider />
                    <Menu.Item onClick={onExport}>Export all…</Menu.Item>
                    <Menu.Item onClick={showPanel}>Show uploads</Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              )}
            </>
          )}
          {menu && <div className={classes.menu}>{menu}</div>}
        </Group>
      )}
    </div>
  );
}

function MoreActions({ actions, onAction }: Pick<Props, 'actions' | 'onAction'>) {
  if (!actions.length) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<span aria-hidden>▾</span>}>
          More
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item key={action.title} onClick={() => onAction(action)}>
            {action.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
