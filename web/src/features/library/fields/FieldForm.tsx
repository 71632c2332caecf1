// A custom field as it is added or changed: name, kind, and of a choice its options.
import { ActionIcon, Button, CloseButton, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Problem, sentence } from '../../../api/problem';
import type { CustomField, Team } from '../../../api/schemas';
import { UpIcon } from '../../../ui/icons';
import { KINDS, type Kind } from './kinds';
import { useFieldActions } from './useFields';

interface Option {
  /** Of one that is there already. */
  id?: string;
  name: string;
  key: number;
}

let made = 0;
const option = (name = '', id?: string): Option => ({ name, id, key: (made += 1) });

export function FieldForm({ team, field, onDone }: { team: Team; field?: CustomField; onDone?: () => void }) {
  const actions = useFieldActions(team);
  const [name, setName] = useState(field?.name ?? '');
  const [kind, setKind] = useState<Kind>(field?.kind ?? 'text');
  const [options, setOptions] = useState(
    field?.options.length ? field.options.map((one) => option(one.name, one.id)) : [option(), option()],
  );
  const first = useRef<HTMLInputElement>(null);
  const given = options.filter((one) => one.name.trim());
  const save = useMutation({
    mutationFn: () => {
      const named = given.map((one) => ({ id: one.id, name: one.name.trim() }));
      return field
        ? actions.edit(field, { name: name.trim(), options: kind === 'choice' ? named : undefined })
        : actions.add({ name: name.trim(), kind, options: kind === 'choice' ? named.map((one) => one.name) : [] });
    },
    onMutate: () => ({ name, kind, options }),
    onSuccess: (_, __, sent) => {
      if (onDone) return onDone();
      // Whoever has gone on to the next one meanwhile keeps what they typed.
      setName((now) => (now === sent.name ? '' : now));
      setKind((now) => (now === sent.kind ? 'text' : now));
      setOptions((now) => (now === sent.options ? [option(), option()] : now));
      if (!document.activeElement?.matches('input, select')) first.current?.focus();
    },
  });
  const ofName = save.error instanceof Problem ? save.error.field('name') : undefined;
  return (
    <form
      style={{ flexBasis: '100%' }}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack mt="sm" gap="sm">
        <Group align="flex-start" gap="sm">
          <TextInput
            ref={first}
            label="Name"
            required
            maxLength={60}
            value={name}
            error={ofName}
            style={{ flex: '1 1 200px' }}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {!field && (
            <NativeSelect
              label="Kind"
              data={KINDS}
              value={kind}
              style={{ flex: '0 1 160px' }}
              onChange={(event) => setKind(event.currentTarget.value as Kind)}
            />
          )}
        </Group>
        {kind === 'choice' && <Options options={options} onOptions={setOptions} />}
        {save.error && !ofName && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {sentence(save.error)}
          </Text>
        )}
        <Group gap="xs">
          <Button
            type="submit"
            loading={save.isPending}
            disabled={!name.trim() || (kind === 'choice' && !given.length)}
          >
            {field ? 'Save' : 'Add field'}
          </Button>
          {onDone && (
            <Button variant="default" onClick={onDone}>
              Cancel
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function Options({ options, onOptions }: { options: Option[]; onOptions: (options: Option[]) => void }) {
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
      <Text component="legend" size="sm" fw={500} mb={4}>
        Options
      </Text>
      <Stack gap={6} align="flex-start">
        {options.map((one, place) => (
          <Group key={one.key} gap={4} wrap="nowrap">
            <TextInput
              aria-label={`Option ${place + 1}`}
              maxLength={100}
              value={one.name}
              onChange={(event) => {
                const changed = event.currentTarget.value;
                onOptions(options.map((other) => (other === one ? { ...one, name: changed } : other)));
              }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Move option ${place + 1} up`}
              disabled={place === 0}
              onClick={() => onOptions(options.toSpliced(place, 1).toSpliced(place - 1, 0, one))}
            >
              <UpIcon />
            </ActionIcon>
            <CloseButton
              aria-label={`Remove option ${place + 1}`}
              onClick={() => onOptions(options.filter((other) => other !== one))}
            />
          </Group>
        ))}
        <Button size="compact-sm" variant="subtle" onClick={() => onOptions([...options, option()])}>
          Add option
        </Button>
      </Stack>
    </fieldset>
  );
}
