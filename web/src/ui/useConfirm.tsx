// Asks before something that cannot be undone.
import { Button, Group, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { sentence } from '../api/problem';
import { Dialog } from './Dialog';

interface Question {
  title: string;
  body: ReactNode;
  action: string;
  /** What has to be typed before it can be done. */
  typed?: string;
  onConfirm: () => Promise<unknown>;
}

/** `ask` opens the question; the element belongs into the page. */
export function useConfirm(): { ask: (question: Question) => void; question: ReactNode } {
  const [asked, setAsked] = useState<Question | null>(null);
  return { ask: setAsked, question: asked && <Confirm asked={asked} onClose={() => setAsked(null)} /> };
}

function Confirm({ asked, onClose }: { asked: Question; onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const [text, setText] = useState('');
  async function confirm() {
    setBusy(true);
    try {
      await asked.onConfirm();
      onClose();
    } catch (error) {
      setProblem(sentence(error));
      setBusy(false);
    }
  }
  return (
    <Dialog opened onClose={onClose} title={asked.title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <Text size="sm" component="div">
          {asked.body}
        </Text>
        {asked.typed && (
          <TextInput
            mt="md"
            data-autofocus
            label={`Type “${asked.typed}” to confirm`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        {problem && (
          <Text c="var(--mantine-color-error)" size="sm" mt="sm" role="alert">
            {problem}
          </Text>
        )}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            color="red.9"
            loading={busy}
            disabled={asked.typed !== undefined && text.trim() !== asked.typed}
          >
            {asked.action}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
