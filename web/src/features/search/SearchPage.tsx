// What was found in papers, notes and discussion, together or one by one; each hit leads to its place.
import { Anchor, Badge, Button, Container, Stack, Tabs, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Team } from '../../api/schemas';
import { usePageTitle } from '../../ui/usePageTitle';
import { FoundList } from './FoundList';
import { Help } from './Help';
import { SECTIONS, type Section } from './sections';
import { counted, useFound, type Found } from './useFound';

export interface SearchPageProps {
  team: Team;
  /** What is searched for; empty when the page was opened without words. */
  q: string;
  /** The one paper whose matching pages are all listed; otherwise the best of every paper. */
  paper?: string | undefined;
  /** The tab that is open; without it, all sections together. */
  section?: Section | undefined;
  onSection: (section: Section | undefined) => void;
}

const NAMES: Record<Section, string> = { papers: 'Papers', notes: 'Notes', discussion: 'Discussion' };
const SHOWN_OF_ALL = 4;

export function SearchPage({ team, q, paper, section, onSection }: SearchPageProps) {
  usePageTitle(q ? `${q} – Search` : 'Search');
  const words = q.trim();
  const found: Record<Section, Found> = {
    papers: useFound(team.id, 'papers', words, paper),
    notes: useFound(team.id, 'notes', paper ? '' : words),
    discussion: useFound(team.id, 'discussion', paper ? '' : words),
  };
  const list = (one: Section, most?: number) => (
    <FoundList found={found[one]} team={team.slug} q={words} {...(most === undefined ? {} : { most })} />
  );
  const asked = paper ? (['papers'] as Section[]) : SECTIONS;
  const none = asked.every((one) => found[one].count === 0);

  return (
    <Container size="md" py="xl">
      <Title order={1} size="h2" mb={4}>
        {words ? `“${words}”` : 'Search'}
      </Title>
      <Text c="dimmed" size="sm" mb="lg" role="status">
        {words
          ? summary(asked.map((one) => found[one]))
          : `Search papers, notes, annotations and comments in ${team.name}.`}
      </Text>
      {paper && (
        <Text size="sm" mb="md">
          All matching pages of one paper, in order.{' '}
          <Anchor
            inherit
            renderRoot={(props) => (
              <Link to="/t/$team/search" params={{ team: team.slug }} search={{ q: words }} {...props} />
            )}
          >
            Search all papers
          </Anchor>
        </Text>
      )}
      {(!words || none) && <Help nothing={Boolean(words)} />}
      {words && paper && list('papers')}
      {words && !paper && !none && (
        <Tabs
          value={section ?? 'all'}
          onChange={(value) => onSection(SECTIONS.find((one) => one === value))}
          keepMounted={false}
        >
          <Tabs.List mb="lg" aria-label="Where to search">
            <Tabs.Tab value="all">All</Tabs.Tab>
            {SECTIONS.map((one) => (
              <Tabs.Tab key={one} value={one} rightSection={<Count found={found[one]} />}>
                {NAMES[one]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="all">
            <Stack gap="xl">
              {SECTIONS.filter((one) => found[one].count !== 0).map((one) => (
                <section key={one} aria-label={NAMES[one]}>
                  <Title order={2} size="h4" mb="sm">
                    {NAMES[one]}
                  </Title>
                  {list(one, SHOWN_OF_ALL)}
                  {(found[one].count ?? 0) > SHOWN_OF_ALL && (
                    <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => onSection(one)}>
                      {`Show all in ${NAMES[one]}`}
                    </Button>
                  )}
                </section>
              ))}
            </Stack>
          </Tabs.Panel>
          {SECTIONS.map((one) => (
            <Tabs.Panel key={one} value={one}>
              {found[one].count === 0 ? <Text>No results here.</Text> : list(one)}
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </Container>
  );
}

function Count({ found }: { found: Found }) {
  if (found.count === undefined) return null;
  return (
    <Badge variant="default" size="sm" tt="none">
      {counted(found)}
    </Badge>
  );
}

function summary(found: Found[]): string {
  if (found.some((one) => one.isPending)) return 'Searching…';
  const count = found.reduce((sum, one) => sum + (one.count ?? 0), 0);
  if (!count) return found.some((one) => one.isError) ? '' : 'No results.';
  if (found.some((one) => one.capped))
    return `More than ${count.toLocaleString()} results. Add words to narrow them down.`;
  return count === 1 ? '1 result' : `${count.toLocaleString()} results`;
}
