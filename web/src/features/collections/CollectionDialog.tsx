// A new collection, or another name, colour and description for one that is there.
import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Collection } from '../../api/schemas';
import { ColorChoice } from '../../ui/ColorChoice';
import { Dialog } from '../../ui/Dialog';
import type { LabelColor } from '../../ui/labelColors';

/** Without a collection a new one is made, in this parent. */
export interface Edited {
  collection?: Collection;
  parent: string | null;
  personal: boolean;
}

interface Values {
  name: string;
  color: LabelColor | null;
  description: string;
}

interface Props {
  edited: Edited;
  onClose: () => void;
  /** Whether it could be saved. */
  onSave: (values: Values) => Promise<boolean>;
}

export function CollectionDialog({ edited: { collection, personal }, onClose, onSave }: Props) {
  const [name, setName] = useState(collection?.name ?? '');
  const [color, setColor] = useState<LabelColor | null>(collection?.color ?? null);
  const [description, setDescription] = useState(collection?.description ?? '');
  const [busy, setBusy] = useState(false);
  async function save() {
    setBusy(true);
    if (await onSave({ name: name.trim(), color, description })) onClose();
    else setBusy(false);
  }
  return (
    <Dialog opened onClose={onClose} title={collection ? 'Edit collection' : 'New collection'}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            data-autofocus
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <ColorChoice value={color} onChange={setColor} />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          {personal && (
            <Text size="sm" c="dimmed">
              Only you see this collection.
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={!name.trim()}>
              {collection ? 'Save' : 'Create'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
