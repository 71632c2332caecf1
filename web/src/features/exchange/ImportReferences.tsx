// References brought in from a file or a text: looked at first, then imported, with undo.
import { Button, FileButton, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas, Team } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { offerUndo } from '../../ui/undo';
import { ImportPreview } from './ImportPreview';
import { areIdentifiers, referencesText } from './importText';
import { MoveInZotero } from './MoveInZotero';

interface Props {
  team: Team;
  /** Those that papers can be put into. */
  collections: { value: string; label: string }[];
  collection?: string;
  onClose: () => void;
}

/** A file, or identifiers as they were pasted. */
type Source = File | string;

interface Read {
  source: Source;
  found: Schemas['ImportOut'];
}

export function ImportReferences({ team, collections, collection, onClose }: Props) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [into, setInto] = useState<string | null>(collection ?? null);
  const [read, setRead] = useState<Read | null>(null);
  const [zotero, setZotero] = useState(false);
  const send = async (source: Source, query: { dry_run?: boolean; collection?: string }) => {
    const path = { team: team.id };
    if (typeof source === 'string')
      return api.post('/api/teams/{team}/papers/lookup', {
        params: { path },
        body: { identifier: source, dry_run: false, ...query },
      });
    return (await api.upload('/api/teams/{team}/imports', { params: { path, query }, body: { file: source } })).answer;
  };

  const looking = useMutation({
    mutationFn: async (source: Source) => setRead({ source, found: await send(source, { dry_run: true }) }),
  });
  const importing = useMutation({
    mutationFn: ({ source }: Read) => send(source, { collection: into ?? undefined }),
    onSuccess: ({ id, counts }) => {
      refresh();
      onClose();
      const added = counts.new + counts.doubtful;
      if (id) offerUndo(`import-${id}`, `${referencesText(added)} imported.`, () => void undo(id));
    },
  });

  function refresh() {
    for (const stale of [keys.papers(team.id), keys.collections(team.id), keys.tags(team.id)])
      void client.invalidateQueries({ queryKey: stale });
  }

  async function undo(id: string) {
    try {
      await api.delete('/api/teams/{team}/imports/{import_id}', { params: { path: { team: team.id, import_id: id } } });
      notifications.show({ message: 'Import undone.' });
    } catch (error) {
      notifications.show({ color: 'red', message: sentence(error) });
    }
    refresh();
  }

  const pasted = () =>
    looking.mutate(areIdentifiers(text) ? text.trim() : new File([text], 'pasted.txt', { type: 'text/plain' }));
  const counts = read?.found.counts;
  const adds = counts ? counts.new + counts.doubtful : 0;
  const keeps = Boolean(into && counts?.known);
  const failure = looking.error ?? importing.error;
  if (zotero)
    return (
      <Dialog opened onClose={onClose} title="Import from Zotero" size="lg">
        <MoveInZotero team={team} collection={into ?? undefined} onBack={() => setZotero(false)} onClose={onClose} />
      </Dialog>
    );
  return (
    <Dialog opened onClose={onClose} title="Import references" size="xl">
      <Stack>
        {read ? (
          <>
            <ImportPreview found={read.found} name={typeof read.source === 'string' ? 'Looked up' : read.source.name} />
            <Select
              label="Collection"
              placeholder="None"
              data={collections}
              value={into}
              onChange={setInto}
              searchable
              clearable
              nothingFoundMessage="No such collection"
            />
          </>
        ) : (
          <>
            <Text size="sm" c="dimmed">
              From Zotero, Mendeley, EndNote, JabRef, PubMed and others: BibTeX, RIS, CSL-JSON, EndNote XML, .nbib,
              MODS, CSV and more. You’ll see what’s in it before anything is added.
            </Text>
            <Group grow>
              <FileButton onChange={(file) => file && looking.mutate(file)}>
                {(props) => (
                  <Button {...props} variant="default" loading={looking.isPending && !text} data-autofocus>
                    Choose a file…
                  </Button>
                )}
              </FileButton>
              <Button variant="default" onClick={() => setZotero(true)}>
                From Zotero…
              </Button>
            </Group>
            <Textarea
              label="Or paste references, or identifiers"
              description="DOI, arXiv, PMID, PMCID and ISBN are looked up; separate several with spaces or lines."
              placeholder={'@article{curie1898, …} or 10.1234/abcd'}
              autosize
              minRows={5}
              maxRows={12}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            />
          </>
        )}
        {failure && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {sentence(failure)}
          </Text>
        )}
        <Group justify="flex-end">
          {read ? (
            <>
              <Button variant="default" onClick={() => setRead(null)} disabled={importing.isPending}>
                Back
              </Button>
              <Button loading={importing.isPending} disabled={!adds && !keeps} onClick={() => importing.mutate(read)}>
                {adds || !keeps ? `Import ${referencesText(adds)}` : 'Add to collection'}
              </Button>
            </>
          ) : (
            <>
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button disabled={!text.trim()} loading={looking.isPending && Boolean(text)} onClick={pasted}>
                Preview
              </Button>
            </>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
