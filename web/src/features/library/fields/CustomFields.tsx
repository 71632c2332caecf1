// A paper's custom fields: shown, and edited in place.
import { Anchor, Button, Group, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { CustomField, Paper, Team } from '../../../api/schemas';
import styles from '../paper/PaperPage.module.css';
import { useEditInPlace } from '../paper/useEditInPlace';
import { editedText, valueText } from './kinds';
import { useFields } from './useFields';
import { ValueInput } from './ValueInput';

export function CustomFields({ team, paper }: { team: Team; paper: Paper }) {
  const editable = paper.can.includes('edit');
  const fields = useFields(team).filter((field) => editable || field.id in paper.fields);
  if (!fields.length) return null;
  return (
    <section aria-labelledby="custom-fields">
      <Title order={2} size="h4" id="custom-fields" mb="xs" mt="lg">
        Custom fields
      </Title>
      <dl className={styles.fields}>
        {fields.map((field) => (
          <div key={field.id} style={{ display: 'contents' }}>
            <dt>{field.name}</dt>
            <dd>
              <FieldValue team={team} paper={paper} field={field} editable={editable} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface Props {
  team: Team;
  paper: Paper;
  field: CustomField;
}

function FieldValue({ team, paper, field, editable }: Props & { editable: boolean }) {
  const { editing, value: button, begin, end } = useEditInPlace();
  if (editing) return <Editor team={team} paper={paper} field={field} onDone={end} />;
  const text = valueText(paper.fields[field.id]);
  const value = text ? (
    <span style={{ overflowWrap: 'anywhere' }}>{text}</span>
  ) : (
    <Text span c="dimmed" inherit>
      —
    </Text>
  );
  const link = field.kind === 'link' && text && (
    <Anchor href={text} target="_blank" rel="noopener noreferrer" className={styles.value} size="sm">
      {value}
    </Anchor>
  );
  if (!editable) return link || <span className={styles.value}>{value}</span>;
  return (
    <Group wrap="nowrap" gap="xs">
      {link}
      <UnstyledButton
        ref={button}
        className={styles.value}
        w={link ? 'auto' : undefined}
        onClick={begin}
        aria-label={`Edit ${field.name}: ${text || 'empty'}`}
      >
        {link ? 'Edit' : value}
      </UnstyledButton>
    </Group>
  );
}

function Editor({ team, paper, field, onDone }: Props & { onDone: () => void }) {
  const client = useQueryClient();
  const start = editedText(paper.fields[field.id]);
  const [text, setText] = useState(start);
  const save = useMutation({
    mutationFn: (value: string) =>
      api.patch('/api/teams/{team}/papers/{paper_id}', {
        params: { path: { team: team.id, paper_id: paper.id } },
        body: { fields: { [field.id]: value.trim() || null } },
      }),
    onSuccess: (changed) => {
      client.setQueryData(keys.paper(team.id, paper.id), changed);
      onDone();
    },
  });
  const submit = () => (text === start ? onDone() : save.mutate(text));
  return (
    <Stack gap={6} py={4}>
      <ValueInput
        team={team}
        field={field}
        value={text}
        onValue={setText}
        aria-label={field.name}
        error={save.error ? sentence(save.error) : undefined}
        autoFocus
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
          if (event.key === 'Enter') submit();
        }}
      />
      <Group gap="xs">
        <Button size="compact-sm" loading={save.isPending} onClick={submit}>
          Save
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}
