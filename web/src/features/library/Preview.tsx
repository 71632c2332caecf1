// The paper on which the keyboard stands, beside the list: enough of it to know whether to read it.
import { ActionIcon, Anchor, Button, Group, Image, Skeleton, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { paperQuery } from '../../api/queries';
import type { PaperRow, Team } from '../../api/schemas';
import { names, textOf } from '../../ui/csl';
import { CloseIcon } from '../../ui/icons';
import { useCopyBibtex } from './useCopyBibtex';
import classes from './Preview.module.css';
import { PaperTags } from './tags/PaperTags';

/** The collections there are, by id; those that hold the paper are named. */
export type CollectionNames = { id: string; name: string }[];

interface Props {
  team: Team;
  paper: PaperRow;
  /** How many are selected; of several none is shown alone. */
  chosen: number;
  collections: CollectionNames;
  onCollection: (id: string) => void;
  onCite: (paper: string) => void;
  onClose: () => void;
}

const REST_MS = 120;
const MOST_AUTHORS = 12;

export function Preview({ team, paper: row, chosen, collections, onCollection, onCite, onClose }: Props) {
  return (
    <aside className={classes.pane} aria-label="Preview">
      <ActionIcon
        className={classes.close}
        variant="subtle"
        color="gray"
        aria-label="Hide preview"
        title="Hide preview"
        onClick={onClose}
      >
        <CloseIcon />
      </ActionIcon>
      {chosen > 1 ? (
        <Text c="dimmed" mt={4}>
          Select a single paper to see it here.
        </Text>
      ) : (
        <One team={team} row={row} collections={collections} onCollection={onCollection} onCite={onCite} />
      )}
    </aside>
  );
}

type OneProps = Pick<Props, 'team' | 'collections' | 'onCollection' | 'onCite'> & { row: PaperRow };

function One({ team, row, collections, onCollection, onCite }: OneProps) {
  // Whoever walks down the list with the arrows asks for the paper where they stop.
  const [id] = useDebouncedValue(row.id, REST_MS);
  const { data } = useQuery({ ...paperQuery(team.id, id), placeholderData: keepPreviousData });
  const paper = data?.id === row.id ? data : undefined;
  const copy = useCopyBibtex(team);
  const authors = paper ? names(paper.metadata) : [];
  const abstract = paper ? textOf(paper.metadata, 'abstract') : '';
  const to = { team: team.slug, paper: row.id };
  const file = row.file;
  return (
    <div className={classes.content}>
      <Title order={2} className={classes.title}>
        <Link to="/t/$team/papers/$paper" params={to}>
          {row.title || row.file_name || 'Untitled paper'}
        </Link>
      </Title>
      <Text size="sm" mt={6}>
        {authors.length ? authors.slice(0, MOST_AUTHORS).join(', ') : row.authors}
        {authors.length > MOST_AUTHORS && ` and ${authors.length - MOST_AUTHORS} more`}
      </Text>
      <Text size="sm" c="dimmed">
        {[row.venue, row.year].filter(Boolean).join(', ')}
      </Text>
      {row.doi && (
        <Anchor href={`https://doi.org/${encodeURI(row.doi)}`} target="_blank" rel="noopener noreferrer" size="sm">
          {row.doi}
        </Anchor>
      )}
      <Group gap={6} mt="sm">
        {file && (
          <Button
            size="compact-sm"
            renderRoot={(props) => <Link to="/t/$team/papers/$paper/read/$file" params={{ ...to, file }} {...props} />}
          >
            Read
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="default"
          renderRoot={(props) => <Link to="/t/$team/papers/$paper" params={to} {...props} />}
        >
          Details
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onCite(row.id)}>
          Cite
        </Button>
        <Button size="compact-sm" variant="default" loading={copy.isPending} onClick={() => copy.mutate([row.id])}>
          Copy BibTeX
        </Button>
      </Group>
      {paper && <PaperTags team={team} paper={paper} />}
      <InCollections team={team} paper={id} collections={collections} onCollection={onCollection} />
      {row.thumbnail && <Image src={row.thumbnail} alt="" className={classes.thumbnail} radius="sm" />}
      <Title order={3} size="sm" mt="md" mb={4}>
        Abstract
      </Title>
      {paper ? (
        <Text className={classes.abstract} c={abstract ? undefined : 'dimmed'}>
          {abstract || 'No abstract.'}
        </Text>
      ) : (
        <Skeleton h={120} />
      )}
    </div>
  );
}

function InCollections({
  team,
  paper,
  collections,
  onCollection,
}: Pick<Props, 'team' | 'collections' | 'onCollection'> & { paper: string }) {
  const { data } = useQuery({
    queryKey: keys.collectionsOf(team.id, paper),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}/collections', {
        params: { path: { team: team.id, paper_id: paper } },
        signal,
      }),
    enabled: collections.length > 0,
  });
  const holding = collections.filter(({ id }) => data?.items.includes(id));
  if (!holding.length) return null;
  return (
    <div className={classes.collections}>
      <Text span size="sm" c="dimmed">
        In
      </Text>
      {holding.map(({ id, name }) => (
        <Button key={id} size="compact-sm" variant="subtle" onClick={() => onCollection(id)}>
          {name}
        </Button>
      ))}
    </div>
  );
}
