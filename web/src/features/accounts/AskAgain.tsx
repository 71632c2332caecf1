// "Is it still you?": the one dialog for actions that ask again. The action goes on by itself once it is answered.
import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { answerQuestions } from '../../api/askAgain';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import { useMe } from '../../api/me';
import { Dialog } from '../../ui/Dialog';

interface Question {
  ways: string[];
  answer: (proved: boolean) => void;
}

export function AskAgain() {
  const [question, setQuestion] = useState<Question | null>(null);
  useEffect(() => answerQuestions((ways) => new Promise((answer) => setQuestion({ ways, answer }))), []);
  const settle = (proved: boolean) => {
    question?.answer(proved);
    setQuestion(null);
  };
  return (
    <Dialog opened={question !== null} onClose={() => settle(false)} title="Is it still you?" over>
      {question && <Ways ways={question.ways} onProved={() => settle(true)} onCancel={() => settle(false)} />}
    </Dialog>
  );
}

function Ways({ ways, onProved, onCancel }: { ways: string[]; onProved: () => void; onCancel: () => void }) {
  const { person } = useMe();
  if (ways.length > 0) {
    return (
      <Stack>
        <Text size="sm" c="dimmed">
          This changes how you sign in, or cannot be taken back, so we ask once more. You are signed in as {person.email}.
        </Text>
        {ways.includes('password') && <ByPassword onProved={onProved} onCancel={onCancel} />}
      </Stack>
    );
  }
  return <Text size="sm">Sign out and in again, then do this within a quarter of an hour.</Text>;
}

function ByPassword({ onProved, onCancel }: { onProved: () => void; onCancel: () => void }) {
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const prove = useMutation({
    mutationFn: () => api.post('/sessions/current/proof', { password }),
    onSuccess: onProved,
    onError: () => field.current?.select(),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        prove.mutate();
      }}
    >
      <Stack>
        <PasswordInput ref={field} label="Your password" autoComplete="current-password" data-autofocus value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={prove.error ? sentence(prove.error) : undefined} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={prove.isPending} disabled={!password}>
            Go on
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
