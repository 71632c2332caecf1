// Beside the pages: the outline (the PDF's own, or the sections the parser read) and thumbnails.
import { Tabs, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { Captions } from './Captions';
import type { PDFDocumentProxy } from '../../viewer/pdfjs';
import styles from './Reading.module.css';
import { Thumbnails } from './Thumbnails';
import type { Opened } from '../../viewer/openFile';

interface Entry {
  title: string;
  level: number;
  page?: number;
  destination?: unknown;
}

interface Props {
  opened: Opened;
  team: string;
  paper: string;
  file: string;
  page: number;
  onGo: () => void;
}

export function Contents({ opened, team, paper, file, page, onGo }: Props) {
  return (
    <Tabs defaultValue="outline" keepMounted={false} className={styles.tabs}>
      <Tabs.List grow>
        <Tabs.Tab value="outline">Outline</Tabs.Tab>
        <Tabs.Tab value="pages">Pages</Tabs.Tab>
        <Tabs.Tab value="figures">Figures</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="outline" className={styles.panel}>
        <Outline opened={opened} team={team} paper={paper} file={file} onGo={onGo} />
      </Tabs.Panel>
      <Tabs.Panel value="figures" className={styles.panel}>
        <Captions
          team={team}
          paper={paper}
          onPage={(number) => {
            opened.viewer.goToPage(number);
            onGo();
          }}
        />
      </Tabs.Panel>
      <Tabs.Panel value="pages" className={styles.panel}>
        <Thumbnails
          document={opened.document}
          page={page}
          onPage={(number) => {
            opened.viewer.goToPage(number);
            onGo();
          }}
        />
      </Tabs.Panel>
    </Tabs>
  );
}

function Outline({ opened, team, paper, file, onGo }: Omit<Props, 'page'>) {
  const { data: entries } = useQuery({
    queryKey: keys.filePart(team, file, 'outline'),
    queryFn: ({ signal }) => readOutline(opened.document, team, paper, signal),
    staleTime: Infinity,
  });
  if (!entries) return null;
  if (!entries.length)
    return (
      <Text size="sm" c="dimmed" p="md">
        This document has no outline.
      </Text>
    );
  return (
    <nav aria-label="Outline">
      <ul className={styles.outline}>
        {entries.map((entry, number) => (
          <li key={number}>
            <UnstyledButton
              className={styles.entry}
              style={{ paddingInlineStart: 12 + Math.min(entry.level, 5) * 14 }}
              onClick={() => {
                if (entry.page) opened.viewer.goToPage(entry.page);
                else opened.viewer.goToDestination(entry.destination);
                onGo();
              }}
            >
              {entry.title}
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </nav>
  );
}

type OutlineNode = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>[number];
const MOST_ENTRIES = 500;

async function readOutline(
  document: PDFDocumentProxy,
  team: string,
  paper: string,
  signal: AbortSignal,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  const walk = (nodes: OutlineNode[], level: number) => {
    for (const node of nodes) {
      if (entries.length >= MOST_ENTRIES || level > 8) return;
      entries.push({ title: node.title, level, destination: node.dest });
      walk(node.items as OutlineNode[], level + 1);
    }
  };
  walk((await document.getOutline()) ?? [], 0);
  if (entries.length) return entries;
  const structure = await api
    .get('/api/teams/{team}/papers/{paper_id}/structure', { params: { path: { team, paper_id: paper } }, signal })
    .catch(() => null);
  return (structure?.sections ?? []).slice(0, MOST_ENTRIES).map((section) => ({
    // A number with a stop and a mere space is printed as part of the title already.
    title:
      section.label && !section.title.startsWith(`${section.label}.`)
        ? `${section.label} ${section.title}`
        : section.title,
    level: section.level - 1,
    page: section.page,
  }));
}
