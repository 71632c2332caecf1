// The custom fields of a team, as part of its settings: added, renamed, ordered, deleted and restored.
import { ActionIcon, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { sentence } from '../../../api/problem';
import type { CustomField, Team } from '../../../api/schemas';
import { DownIcon, UpIcon } from '../../../ui/icons';
import rows from '../../../ui/Rows.module.css';
import { Section } from '../../../ui/Section';
import { useConfirm } from '../../../ui/useConfirm';
import { Waiting } from '../../../ui/Waiting';
import { papersSaid } from '../useBin';
import { FieldForm } from './FieldForm';
import { kindName } from './kinds';
import { useFieldActions, useFieldList } from './useFields';

export function FieldsPage({ team }: { team: Team }) {
  const { data, error } = useFieldList(team, 'counted');
  const actions = useFieldActions(team);
  const [open, setOpen] = useState<string | null>(null);
  const { ask, question } = useConfirm();
  if (error) return <Text role="alert">{sentence(error)}</Text>;
  if (!data) return <Waiting />;
  const fields = data.items;
  const editable = data.can.includes('edit');
  const remove = (field: CustomField) =>
    ask({
      title: `Delete “${field.name}”?`,
      action: 'Delete field',
      body: field.papers
        ? `Its values are removed from ${papersSaid(field.papers)}. You can restore the field with its values for 30 days.`
        : 'No paper has a value in it. You can restore it for 30 days.',
      onConfirm: () => actions.remove(field),
    });
  return (
    <Stack gap="lg">
      <Section
        title="Custom fields"
        intro="Fields that this team adds to its papers. They are shown on each paper, can be filtered by and are exported."
      >
        {!fields.length && (
          <Text size="sm" mt="sm">
            No custom fields yet.
          </Text>
        )}
        <ul className={rows.list} aria-label="Custom fields">
          {fields.map((field, place) => (
            <li key={field.id} className={rows.line}>
              <div className={rows.what}>
                <Group gap="xs">
                  <Text size="sm" fw={500}>
                    {field.name}
                  </Text>
                  <Badge variant="default" tt="none" size="sm">
                    {kindName(field.kind)}
                  </Badge>
                </Group>
                <Text size="sm" c="dimmed">
                  {[field.options.map((option) => option.name).join(', '), papersSaid(field.papers ?? 0)]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </div>
              {editable && (
                <Group gap={4} wrap="nowrap">
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Move ${field.name} up`}
                    disabled={place === 0}
                    onClick={() => void actions.move(field, place - 1)}
                  >
                    <UpIcon />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Move ${field.name} down`}
                    disabled={place === fields.length - 1}
                    onClick={() => void actions.move(field, place + 1)}
                  >
                    <DownIcon />
                  </ActionIcon>
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-expanded={open === field.id}
                    onClick={() => setOpen(open === field.id ? null : field.id)}
                  >
                    Edit <span className="sk-heard">{field.name}</span>
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    c="var(--mantine-color-error)"
                    onClick={() => remove(field)}
                  >
                    Delete <span className="sk-heard">{field.name}</span>
                  </Button>
                </Group>
              )}
              {open === field.id && <FieldForm team={team} field={field} onDone={() => setOpen(null)} />}
            </li>
          ))}
        </ul>
      </Section>
      {editable && (
        <Section title="Add a field">
          <FieldForm team={team} />
        </Section>
      )}
      {editable && <Deleted team={team} />}
      {question}
    </Stack>
  );
}

function Deleted({ team }: { team: Team }) {
  const { data } = useFieldList(team, 'deleted');
  const actions = useFieldActions(team);
  if (!data?.items.length) return null;
  return (
    <Section title="Deleted fields" intro="They can be restored with their values for 30 days.">
      <ul className={rows.list}>
        {data.items.map((field) => (
          <li key={field.id} className={rows.line}>
            <Text size="sm" className={rows.what}>
              {field.name} ({kindName(field.kind).toLowerCase()})
            </Text>
            <Button size="compact-sm" variant="default" onClick={() => void actions.restore(field)}>
              Restore <span className="sk-heard">{field.name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
