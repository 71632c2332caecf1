// All that you have here, as one download.
import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import { bytes } from '../../ui/bytes';
import { Section } from '../../ui/Section';

export function ExportData() {
  const prepare = useMutation({
    mutationFn: () => api.post('/api/me/export'),
    // A plain download: the browser shows its progress and keeps it going while you read on.
    onSuccess: () => window.location.assign('/api/me/export'),
  });
  return (
    <Section
      title="Export your data"
      intro="A ZIP file with your profile, teams, annotations, comments, sessions and token names as JSON, and the PDFs you added."
    >
      <Group mt="md">
        <Button variant="default" loading={prepare.isPending} onClick={() => prepare.mutate()}>
          Download my data
        </Button>
        <Text size="sm" role="status">
          {prepare.data &&
            `Downloading ${prepare.data.files === 1 ? 'one PDF' : `${prepare.data.files} PDFs`}, about ${bytes(prepare.data.bytes)}.`}
        </Text>
      </Group>
      {prepare.error && (
        <Text mt="xs" size="sm" c="var(--mantine-color-error)" role="alert">
          {sentence(prepare.error)}
        </Text>
      )}
    </Section>
  );
}
