// Abstract and fields; each can be edited in place and says who set it.
import { Button, Group, NativeSelect, Stack, Text, Textarea, TextInput, Title, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Team } from '../../../api/schemas';
import { Ago } from '../../../ui/Ago';
import { TYPES, typeName } from '../../../ui/cslTypes';
import { asText, FIELDS, fromText, type Kind, names, textOf } from '../../../ui/csl';
import { CustomFields } from '../fields/CustomFields';
import { Changes } from './Changes';
import styles from './PaperPage.module.css';

export function Metadata({ team, paper }: { team: Team; paper: Paper }) {
  const [all, setAll] = useState(false);
  const [past, history] = useDisclosure(false);
  const editable = paper.can.includes('edit');
  const shown = FIELDS.filter(
    (field) => all || (editable && field.always) || asText(paper.metadata, field.name, field.kind),
  );
  return (
    <div className={styles.parts}>
      <section aria-labelledby="abstract">
        <Title order={2} size="h4" id="abstract" mb="xs">
          Abstract
        </Title>
        <Field
          team={team}
          paper={paper}
          name="abstract"
          label="Abstract"
          kind="long"
          editable={editable}
          className={styles.abstract}
        />
      </section>
      <section aria-labelledby="details">
        <Title order={2} size="h4" id="details" mb="xs">
          Details
        </Title>
        <dl className={styles.fields}>
          {shown.map(({ name, label, kind }) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{label}</dt>
              <dd>
                <Field team={team} paper={paper} name={name} label={label} kind={kind} editable={editable} />
              </dd>
            </div>
          ))}
        </dl>
        <Group gap="xs" mt="sm">
          {editable && !all && (
            <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
              Show all fields
            </Button>
          )}
          <Button variant="subtle" size="compact-sm" onClick={history.open}>
            History
          </Button>
        </Group>
        <CustomFields team={team} paper={paper} />
        {past && <Changes team={team} paper={paper} onClose={history.close} />}
      </section>
    </div>
  );
}

/** Sets one field; the value that it has already says that it is right. */
function useSetField(team: Team, paper: Paper, name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (value: unknown) =>
      api.patch('/api/teams/{team}/papers/{paper_id}', {
        params: { path: { team: team.id, paper_id: paper.id } },
        body: { metadata: { [name]: value } },
      }),
    onSuccess: (changed) => client.setQueryData(keys.paper(team.id, paper.id), changed),
  });
}

interface FieldProps {
  team: Team;
  paper: Paper;
  name: string;
  label: string;
  kind: Kind;
  editable: boolean;
  className?: string;
}

function Field({ team, paper, name, label, kind, editable, className }: FieldProps) {
  const [editing, setEditing] = useState(false);
  const confirm = useSetField(team, paper, name);
  const text = kind === 'long' ? textOf(paper.metadata, name) : asText(paper.metadata, name, kind);
  const words =
    kind === 'type' && text ? typeName(text) : kind === 'names' ? names(paper.metadata, name).join(', ') : text;
  const source = paper.provenance[name];
  if (editing)
    return (
      <Editor
        team={team}
        paper={paper}
        name={name}
        label={label}
        kind={kind}
        start={text}
        onDone={() => setEditing(false)}
      />
    );
  const empty = name === 'abstract' ? (paper.files.length ? 'No abstract found.' : 'No abstract.') : '—';
  const value = text ? (
    <span style={{ whiteSpace: 'pre-line' }}>{words}</span>
  ) : (
    <Text span c="dimmed" inherit>
      {empty}
    </Text>
  );
  return (
    <div className={className}>
      {editable ? (
        <UnstyledButton
          className={styles.value}
          onClick={() => setEditing(true)}
          aria-label={`Edit ${label.toLowerCase()}: ${words || (name === 'abstract' ? empty : 'empty')}`}
        >
          {value}
        </UnstyledButton>
      ) : (
        <span className={styles.value}>{value}</span>
      )}
      {source?.doubtful && (
        <div className={styles.doubt}>
          <Text span inherit>
            Please check
          </Text>
          {editable && (
            <Button
              size="compact-xs"
              variant="default"
              loading={confirm.isPending}
              onClick={() => confirm.mutate(paper.metadata[name])}
              aria-label={`${label} looks right`}
            >
              Looks right
            </Button>
          )}
          {confirm.error && (
            <Text span inherit c="red" role="alert">
              {sentence(confirm.error)}
            </Text>
          )}
        </div>
      )}
      {source?.by === 'person' && (
        <div className={styles.source}>
          Edited by {source.person?.name ?? 'a former member'}, <Ago at={source.at} />
        </div>
      )}
    </div>
  );
}

function Editor({
  team,
  paper,
  name,
  label,
  kind,
  start,
  onDone,
}: Omit<FieldProps, 'editable'> & { start: string; onDone: () => void }) {
  const [text, setText] = useState(start);
  const save = useSetField(team, paper, name);
  const set = (value: unknown) => save.mutate(value, { onSuccess: onDone });
  const submit = () => (text === start ? onDone() : set(fromText(text, kind, paper.metadata[name])));
  const common = {
    'aria-label': label,
    value: text,
    error: save.error ? sentence(save.error) : undefined,
    'data-autofocus': true,
    autoFocus: true,
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === 'Escape') onDone();
      const several = kind === 'long' || kind === 'names';
      if (event.key === 'Enter' && (!several || event.ctrlKey || event.metaKey)) submit();
    },
  };
  const hint =
    kind === 'names' ? 'One name per line: Family, Given' : kind === 'date' ? 'Year, or 2024-05-17' : undefined;
  return (
    <Stack gap={6} py={4}>
      {kind === 'type' ? (
        <NativeSelect
          {...common}
          data={text ? TYPES : [{ value: '', label: 'Unknown' }, ...TYPES]}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : kind === 'long' || kind === 'names' || name === 'title' ? (
        <Textarea
          {...common}
          description={hint}
          autosize
          minRows={kind === 'long' ? 4 : kind === 'names' ? 2 : 1}
          maxRows={20}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : (
        <TextInput {...common} description={hint} onChange={(event) => setText(event.currentTarget.value)} />
      )}
      <Group gap="xs">
        <Button size="compact-sm" loading={save.isPending} onClick={submit}>
          Save
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          Cancel
        </Button>
        {paper.provenance[name]?.by === 'person' && paper.files.length > 0 && (
          <Button size="compact-sm" variant="subtle" onClick={() => set(null)}>
            Revert to extracted value
          </Button>
        )}
      </Group>
    </Stack>
  );
}
