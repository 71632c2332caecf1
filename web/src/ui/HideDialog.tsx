// Asks an admin why something is hidden: its author is told.
import { Button, Group, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from './Dialog';

interface Props {
  /** What becomes of it, in a sentence. */
  meaning: string;
  onHide: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

export function HideDialog({ meaning, onHide, onClose }: Props) {
  const [reason, setReason] = useState('');
  async function hide(): Promise<void> {
    if ((await onHide(reason)) !== null) onClose();
  }
  return (
    <Dialog opened onClose={onClose} title="Hide this from others">
      <Text size="sm" mb="sm">
        {meaning} The author reads your reason.
      </Text>
      <Textarea
        data-autofocus
        autosize
        minRows={2}
        maxLength={500}
        label="Reason"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group mt="md" justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button color="red.9" disabled={!reason.trim()} onClick={() => void hide()}>
          Hide
        </Button>
      </Group>
    </Dialog>
  );
}
