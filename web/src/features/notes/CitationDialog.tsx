// One citation of a note: its papers with pages, and the words around them.
import { Anchor, Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Editor } from '@tiptap/react';
import { useState } from 'react';
import { Dialog } from '../../ui/Dialog';
import {
  findCitation,
  isTooMuch,
  LABELS,
  MOST_CHARACTERS,
  readCites,
  TOO_MUCH,
  writeCites,
  type CitationPlace,
  type Cite,
  type Label,
} from './cites';

interface Props {
  editor: Editor;
  citation: CitationPlace;
  onClose: () => void;
  /** Cite one more paper here. */
  onMore: (citation: CitationPlace) => void;
  address: (paper: string) => string;
}

export function CitationDialog({ editor, citation, onClose, onMore, address }: Props) {
  const [cites, setCites] = useState(() => readCites(citation.attrs));
  const change = (number: number, changed: Partial<Cite>) =>
    setCites(cites.map((one, index) => (index === number ? { ...one, ...changed } : one)));
  const tooMuch = isTooMuch(cites);
  /** The citation as it is then; null where somebody else changed or deleted it meanwhile, which is said. */
  function save(): CitationPlace | null {
    const at = findCitation(editor.state.doc, citation);
    if (at === null) {
      notifications.show({
        color: 'red',
        title: 'Couldn’t save the citation',
        message: 'Somebody else has changed or deleted it. Open it again to see how it is now.',
      });
      return null;
    }
    const { tr } = editor.state;
    const attrs = writeCites(cites);
    editor.view.dispatch(cites.length ? tr.setNodeMarkup(at, undefined, attrs) : tr.delete(at, at + 1));
    return { at, attrs };
  }
  return (
    <Dialog opened onClose={onClose} title="Citation" size="lg">
      <Stack>
        {cites.map((cite, number) => (
          <Stack key={number} gap="xs" role="group" aria-label={cite.name ?? `Paper ${number + 1}`}>
            <Group justify="space-between">
              <Anchor fw={500} href={address(cite.paper)}>
                {cite.name || `Paper ${number + 1}`}
              </Anchor>
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                onClick={() => setCites(cites.filter((_, index) => index !== number))}
              >
                Remove
              </Button>
            </Group>
            <Group grow>
              <NativeSelect
                label="Of"
                data={LABELS}
                value={cite.label ?? 'page'}
                onChange={(event) => change(number, { label: event.currentTarget.value as Label })}
              />
              <TextInput
                label="Number"
                maxLength={MOST_CHARACTERS}
                value={cite.locator ?? ''}
                onChange={(event) => change(number, { locator: event.currentTarget.value })}
              />
            </Group>
            <Group grow>
              <TextInput
                label="Before"
                placeholder="see"
                maxLength={MOST_CHARACTERS}
                value={cite.prefix ?? ''}
                onChange={(event) => change(number, { prefix: event.currentTarget.value })}
              />
              <TextInput
                label="After"
                maxLength={MOST_CHARACTERS}
                value={cite.suffix ?? ''}
                onChange={(event) => change(number, { suffix: event.currentTarget.value })}
              />
            </Group>
            <Checkbox
              label="Without the author"
              checked={cite.suppressAuthor ?? false}
              onChange={(event) => change(number, { suppressAuthor: event.currentTarget.checked })}
            />
          </Stack>
        ))}
        {tooMuch && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {TOO_MUCH}
          </Text>
        )}
        <Group justify="space-between">
          <Button
            variant="default"
            disabled={tooMuch}
            onClick={() => {
              const saved = save();
              if (saved) onMore(saved);
              else onClose();
            }}
          >
            Add a paper…
          </Button>
          <Button
            disabled={tooMuch}
            onClick={() => {
              save();
              onClose();
            }}
          >
            {cites.length ? 'Save' : 'Remove citation'}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
