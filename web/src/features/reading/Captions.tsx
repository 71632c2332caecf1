// Figures and tables of the paper with their captions; a press leads to the page.
import { Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import styles from './Reading.module.css';

interface Props {
  team: string;
  paper: string;
  onPage: (page: number) => void;
}

export function Captions({ team, paper, onPage }: Props) {
  const { data } = useQuery({
    queryKey: keys.paperPart(team, paper, 'structure'),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}/structure', { params: { path: { team, paper_id: paper } }, signal }),
  });
  if (!data) return null;
  const parts = [
    { name: 'Figures', captions: data.figures },
    { name: 'Tables', captions: data.tables },
  ].filter((one) => one.captions?.length);
  if (!parts.length)
    return (
      <Text size="sm" c="dimmed" p="md">
        No figures or tables found.
      </Text>
    );
  return parts.map(({ name, captions }) => (
    <nav key={name} aria-label={name}>
      <Text component="h2" size="sm" fw={600} px={12} pt={8}>
        {name}
      </Text>
      <ul className={styles.outline}>
        {captions.map((one, number) => (
          // Captions keep their order.
          // oxlint-disable-next-line no-array-index-key
          <li key={number}>
            <UnstyledButton className={styles.entry} onClick={() => onPage(one.page)}>
              <b>{one.label}</b>{' '}
              <Text span size="sm" lineClamp={3}>
                {one.caption}
              </Text>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </nav>
  ));
}
