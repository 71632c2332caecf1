// A paper: its metadata, abstract, files, references and history.
import { Alert, Anchor, Badge, Button, Container, Group, Image, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { paperQuery } from '../../../api/queries';
import type { Paper, Team } from '../../../api/schemas';
import { Oops } from '../../../ui/Oops';
import { Ago } from '../../../ui/Ago';
import { exactly } from '../../../ui/time';
import { usePageTitle } from '../../../ui/usePageTitle';
import { Waiting } from '../../../ui/Waiting';
import { CitationKey } from './CitationKey';
import { Activity } from './Activity';
import { names, plainTitle, textOf, yearOf } from '../../../ui/csl';
import { Files } from './Files';
import { Metadata } from './Metadata';
import styles from './PaperPage.module.css';
import { PaperMenu } from './PaperMenu';
import { NoteButton } from './NoteButton';
import { ReadingLine } from './ReadingLine';
import { References } from './References';
import { StatusLine } from './StatusLine';
import { PaperTags } from '../tags/PaperTags';

export interface PaperPageProps {
  team: Team;
  paperId: string;
  /** Shown beside what else can be done with a paper. */
  cite: ReactNode;
}

export function PaperPage({ team, paperId, cite }: PaperPageProps) {
  const { data: paper, error, refetch } = useQuery(paperQuery(team.id, paperId));
  usePageTitle(paper ? titleOf(paper) : undefined);
  if (error) return <Oops error={error} again={() => void refetch()} />;
  if (!paper) return <Waiting />;
  // It was merged into another one.
  if (paper.id !== paperId)
    return <Navigate to="/t/$team/papers/$paper" params={{ team: team.slug, paper: paper.id }} replace />;
  return <KnownPaper team={team} paper={paper} cite={cite} />;
}

export function titleOf(paper: Paper): string {
  return plainTitle(paper.metadata) || paper.files[0]?.name || 'Untitled paper';
}

function KnownPaper({ team, paper, cite }: { team: Team; paper: Paper; cite: ReactNode }) {
  const [tab, setTab] = useState<string | null>('about');
  const file = paper.files[0];
  const venue = [textOf(paper.metadata, 'container-title'), yearOf(paper.metadata)].filter(Boolean).join(', ');
  const doi = textOf(paper.metadata, 'DOI');
  return (
    <Container size="lg" py="xl">
      <Anchor size="sm" renderRoot={(props) => <Link to="/t/$team" params={{ team: team.slug }} {...props} />}>
        ← {team.name}
      </Anchor>
      <div className={styles.head}>
        <div className={styles.about}>
          <Title order={1} className={styles.title}>
            {titleOf(paper)}
          </Title>
          <Text mt={6}>{names(paper.metadata).join(', ')}</Text>
          <Group gap="xs" mt={4}>
            {venue && <Text c="dimmed">{venue}</Text>}
            {doi && (
              <Anchor href={`https://doi.org/${encodeURI(doi)}`} target="_blank" rel="noopener noreferrer" size="sm">
                {doi}
              </Anchor>
            )}
            <CitationKey team={team} paper={paper} />
          </Group>
          <Group mt="lg" gap="sm">
            {file && (
              <Button
                renderRoot={(props) => (
                  <Link
                    to="/t/$team/papers/$paper/read/$file"
                    params={{ team: team.slug, paper: paper.id, file: file.id }}
                    {...props}
                  />
                )}
              >
                Read
              </Button>
            )}
            {file && (
              <Button component="a" variant="default" href={`${file.content}?download=1`} download>
                Download
              </Button>
            )}
            {!paper.deleted_at && cite}
            <NoteButton team={team} paper={paper} />
            <PaperMenu team={team} paper={paper} />
          </Group>
          <PaperTags team={team} paper={paper} />
          {!paper.deleted_at && <ReadingLine team={team} paper={paper} />}
        </div>
        {file?.thumbnail && <Image src={file.thumbnail} alt="" className={styles.thumbnail} radius="sm" />}
      </div>
      <Stack gap="sm" mt="md">
        {paper.deleted_at && (
          <Alert color="gray" title="This paper is in the trash">
            Deleted <Ago at={paper.deleted_at} />. You can restore it from the menu above.
          </Alert>
        )}
        <StatusLine team={team} paper={paper} />
        <Duplicates team={team} paper={paper} />
      </Stack>
      <Tabs value={tab} onChange={setTab} mt="lg" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="about">About</Tabs.Tab>
          <Tabs.Tab value="references">References</Tabs.Tab>
          <Tabs.Tab
            value="files"
            rightSection={
              <Badge size="xs" variant="default" circle>
                {paper.files.length}
              </Badge>
            }
          >
            Files
          </Tabs.Tab>
          <Tabs.Tab value="activity">Activity</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="about" pt="lg">
          <Metadata team={team} paper={paper} />
        </Tabs.Panel>
        <Tabs.Panel value="references" pt="lg">
          <References team={team} paper={paper} />
        </Tabs.Panel>
        <Tabs.Panel value="files" pt="lg">
          <Files team={team} paper={paper} />
        </Tabs.Panel>
        <Tabs.Panel value="activity" pt="lg">
          <Activity team={team} paper={paper} />
        </Tabs.Panel>
      </Tabs>
      <Text size="xs" c="dimmed" mt="xl" title={exactly(paper.added_at)}>
        Added <Ago at={paper.added_at} />
        {paper.added_by ? ` by ${paper.added_by.name}` : ''}
        {paper.copied_from ? `, copied from ${paper.copied_from.team}` : ''}
      </Text>
    </Container>
  );
}

function Duplicates({ team, paper }: { team: Team; paper: Paper }) {
  if (!paper.duplicates.length) return null;
  return (
    <Alert color="yellow" title="This may be a duplicate">
      {paper.duplicates.map((other) => (
        <Text key={other.paper} size="sm">
          {other.why[0] ?? 'Looks the same'} as{' '}
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link to="/t/$team/papers/$paper" params={{ team: team.slug, paper: other.paper }} {...props} />
            )}
          >
            {other.title || 'another paper'}
          </Anchor>
        </Text>
      ))}
      {paper.can.includes('edit') && (
        <Anchor
          size="sm"
          renderRoot={(props) => <Link to="/t/$team/duplicates" params={{ team: team.slug }} search={{}} {...props} />}
        >
          Compare and merge
        </Anchor>
      )}
    </Alert>
  );
}
