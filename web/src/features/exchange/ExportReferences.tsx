// References to take away: of some papers, of a collection, or of the whole library.
import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { address } from '../../api/client';
import type { Team } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { LiveAddresses } from './LiveAddresses';

const FORMATS = [
  { value: 'bibtex', label: 'BibTeX (.bib)' },
  { value: 'biblatex', label: 'BibLaTeX (.bib)' },
  { value: 'ris', label: 'RIS (.ris): EndNote, Zotero, Mendeley' },
  { value: 'csl-json', label: 'CSL-JSON (.json): Zotero, pandoc' },
  { value: 'endnote-xml', label: 'EndNote XML (.xml)' },
  { value: 'csv', label: 'Table (.csv)' },
] as const;
type Format = (typeof FORMATS)[number]['value'];
const MOST = 500;

interface Props {
  team: Team;
  chosen: { papers?: string[]; collection?: string };
  onClose: () => void;
}

export function ExportReferences({ team, chosen, onClose }: Props) {
  const [format, setFormat] = useState<Format>('bibtex');
  const many = (chosen.papers?.length ?? 0) > MOST;
  const href = address('/api/teams/{team}/export', { path: { team: team.id }, query: { format, ...chosen } });
  return (
    <Dialog opened onClose={onClose} title="Export references">
      <Stack>
        <Select
          label="Format"
          data={FORMATS}
          value={format}
          onChange={(value) => setFormat((value ?? 'bibtex') as Format)}
          allowDeselect={false}
        />
        {!chosen.papers && team.role !== 'guest' && <LiveAddresses team={team} collection={chosen.collection} />}
        {many && (
          <Text size="sm" role="alert">
            At most {MOST} papers can be exported by choosing them. Export the whole collection or library instead.
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {many ? (
            <Button disabled>Export</Button>
          ) : (
            <Button component="a" href={href} download onClick={onClose}>
              Export
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
