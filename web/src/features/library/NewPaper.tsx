// A paper described by hand: a book on the shelf, a talk, a report without a PDF.
import { Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { Problem, sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';
import { fromText } from '../../ui/csl';
import { fieldsOf, type Kind } from '../../ui/cslFields';
import { type CslType, TYPES } from '../../ui/cslTypes';
import { Dialog } from '../../ui/Dialog';

const HINTS: Partial<Record<Kind, string>> = {
  names: 'One name per line: Family, Given',
  date: 'Such as 2024, May 2024 or 2024-05-17',
};

export function NewPaper({ team, onClose }: { team: Team; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [type, setType] = useState<CslType>('article-journal');
  const [texts, setTexts] = useState<Record<string, string>>({});
  const form = fieldsOf(type).filter(({ kind }) => kind !== 'type');
  const adding = useMutation({
    mutationFn: () => {
      const filled = form.filter(({ name }) => texts[name]?.trim());
      const metadata = Object.fromEntries(
        filled.map(({ name, kind }) => [name, fromText(texts[name] ?? '', kind, undefined)]),
      );
      return api.post('/api/teams/{team}/papers', {
        params: { path: { team: team.id } },
        body: { metadata: { ...metadata, type } },
      });
    },
    onSuccess: async (paper) => {
      void client.invalidateQueries({ queryKey: keys.papers(team.id) });
      onClose();
      await navigate({ to: '/t/$team/papers/$paper', params: { team: team.slug, paper: paper.id } });
    },
  });
  const wrong = (name: string) => (adding.error instanceof Problem ? adding.error.field(name) : undefined);
  const elsewhere = adding.error && !form.some(({ name }) => wrong(name));
  return (
    <Dialog opened onClose={onClose} title="Enter details">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          adding.mutate();
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            For a work without a PDF. You can attach one later.
          </Text>
          <Select
            label="Type"
            data={TYPES}
            value={type}
            onChange={(value) => setType((value ?? 'document') as CslType)}
            searchable
            allowDeselect={false}
            nothingFoundMessage="No such type"
          />
          {form.map(({ name, label, kind }) => {
            const common = {
              label,
              description: HINTS[kind],
              value: texts[name] ?? '',
              error: wrong(name),
              onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
                const { value } = event.currentTarget;
                setTexts((old) => ({ ...old, [name]: value }));
              },
            };
            return kind === 'names' || kind === 'long' ? (
              <Textarea key={name} {...common} autosize minRows={kind === 'names' ? 2 : 1} maxRows={8} />
            ) : (
              <TextInput key={name} {...common} data-autofocus={name === 'title' || undefined} />
            );
          })}
          {elsewhere && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {sentence(adding.error)}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={adding.isPending} disabled={!texts.title?.trim()}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
