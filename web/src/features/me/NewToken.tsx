// Makes a token and shows it, this once.
import { Alert, Button, Code, CopyButton, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import { Problem, sentence } from '../../api/problem';
import { Dialog } from '../../ui/Dialog';

const DAYS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
  { value: '', label: 'no expiry' },
];
const SCOPES = [
  { value: 'read', label: 'read' },
  { value: 'write', label: 'read and write' },
];
const FRESH = { name: '', scope: 'read', team: '', days: '90' };

export function NewToken({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { teams } = useMe();
  const [form, setForm] = useState(FRESH);
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: () =>
      api.post('/api/tokens', {
        body: {
          name: form.name.trim(),
          scopes: form.scope === 'write' ? ['read', 'write'] : ['read'],
          team: form.team || null,
          expires: form.days ? new Date(Date.now() + Number(form.days) * 86_400_000).toISOString() : null,
        },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
  const close = () => {
    onClose();
    make.reset();
    setForm(FRESH);
  };
  const set = (field: keyof typeof FRESH) => (value: string | null) =>
    setForm((old) => ({ ...old, [field]: value ?? '' }));
  const ofName = make.error instanceof Problem ? make.error.field('name') : undefined;
  if (make.data) {
    return (
      <Dialog opened={opened} onClose={close} title={`“${make.data.name}” created`}>
        <Shown secret={make.data.token} onClose={close} />
      </Dialog>
    );
  }
  return (
    <Dialog opened={opened} onClose={close} title="New token">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (form.name.trim()) make.mutate();
        }}
      >
        <Stack>
          {make.error && !ofName && (
            <Alert color="red" variant="outline" role="alert">
              {sentence(make.error)}
            </Alert>
          )}
          <TextInput
            data-autofocus
            label="Name"
            description="What it’s for, so you’ll recognise it."
            maxLength={100}
            value={form.name}
            onChange={(event) => set('name')(event.currentTarget.value)}
            error={ofName}
          />
          <Select
            label="Permissions"
            data={SCOPES}
            value={form.scope}
            onChange={set('scope')}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
          />
          <Select
            label="Access to"
            data={[
              { value: '', label: 'all my teams' },
              ...teams.map((team) => ({
                value: team.id,
                label: team.kind === 'personal' ? `${team.name} (only you)` : team.name,
              })),
            ]}
            value={form.team}
            onChange={set('team')}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
          />
          <Select
            label="Expires after"
            data={DAYS}
            value={form.days}
            onChange={set('days')}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={make.isPending} disabled={!form.name.trim()}>
              Create token
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function Shown({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Stack>
      <Text size="sm">Copy it now. It won’t be shown again.</Text>
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }} aria-label="The token">
        {secret}
      </Code>
      <Group justify="flex-end">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button onClick={copy} variant={copied ? 'light' : 'filled'} aria-live="polite">
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}
