// The name that others see.
import { Button, Group, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import { sentence } from '../../api/problem';
import { Section } from '../../ui/Section';

export function NameSettings() {
  const { person } = useMe();
  const [name, setName] = useState(person.name);
  const client = useQueryClient();
  const rename = useMutation({
    mutationFn: () => api.patch('/api/me', { body: { name: name.trim() } }),
    onSuccess: (me) => {
      client.setQueryData(keys.me, me);
      notifications.show({ message: 'Name changed.' });
    },
  });
  return (
    <Section title="Your name" intro="Shown next to what you add and write.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <Group align="flex-start" mt="md">
          <TextInput
            label="Name"
            flex={1}
            autoComplete="name"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={rename.error ? sentence(rename.error) : undefined}
          />
          <Button
            type="submit"
            mt={25}
            loading={rename.isPending}
            disabled={!name.trim() || name.trim() === person.name}
          >
            Save
          </Button>
        </Group>
      </form>
    </Section>
  );
}
