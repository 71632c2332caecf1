// What the menus of the list do, offered to the command palette.
import type { PaperRow } from '../../api/schemas';
import { usePageActions, type PageAction } from '../../ui/pageActions';
import { useUploading } from '../../ui/uploading';
import type { LibraryPreferences } from './layout';
import type { PaperAction } from './paperActions';
import { papersSaid } from './useBin';

interface Offered {
  /** Those that are selected, or where the keyboard stands. */
  papers: PaperRow[];
  actions: PaperAction[];
  onRemove: (() => void) | undefined;
  onDescribe: () => void;
  onImport: () => void;
  onExport: () => void;
  preferences: LibraryPreferences;
  onPreferences: (change: Partial<LibraryPreferences>) => void;
}

export function useOfferedActions(offered: Offered): void {
  const { papers, actions, onRemove, onDescribe, onImport, onExport, preferences, onPreferences } = offered;
  const { allowed, chooseFiles, chooseFolder, showPanel } = useUploading();
  const kind = papersSaid(papers.length);
  const ofPapers: PageAction[] = papers.length
    ? [
        ...actions.map(({ title, hidden, shortcut, run }) => ({
          // Tags have number keys, and no button.
          title: hidden && /^[1-9]$/.test(shortcut ?? '') ? `Tag “${title}” (${shortcut})` : title,
          kind,
          run: () => run(papers),
        })),
        ...(onRemove ? [{ title: 'Move to trash', kind, run: onRemove }] : []),
      ]
    : [];
  const compact = preferences.density === 'compact';
  const preview = preferences.preview ?? true;
  usePageActions([
    ...ofPapers,
    ...(allowed
      ? [
          { title: 'Add files…', run: chooseFiles },
          { title: 'Add a folder…', run: chooseFolder },
          { title: 'Enter details of a paper…', run: onDescribe },
          { title: 'Import references…', run: onImport },
          { title: 'Show uploads', run: showPanel },
        ]
      : []),
    { title: 'Export all…', run: onExport },
    {
      title: compact ? 'Comfortable rows' : 'Compact rows',
      run: () => onPreferences({ density: compact ? 'comfortable' : 'compact' }),
    },
    { title: preview ? 'Hide the preview' : 'Show the preview', run: () => onPreferences({ preview: !preview }) },
  ]);
}
