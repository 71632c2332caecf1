// Merges of the last 30 days, each with the way back.
import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Team } from '../../api/schemas';
import { Ago } from '../../ui/Ago';
import { ListEnd } from '../../ui/ListEnd';
import { useMerges, useMerging } from './useDuplicates';

export function Merges({ team }: { team: Team }) {
  const list = useMerges(team);
  const { undo } = useMerging(team);
  const merges = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (merges.length === 0) return null;
  return (
    <section aria-labelledby="merges">
      <Title order={2} size="h4" id="merges" mt="xl">
        Merged in the last 30 days
      </Title>
      <Stack gap={0} mt="xs" component="ul" style={{ listStyle: 'none', padding: 0 }}>
        {merges.map((one) => (
          <Group key={one.id} component="li" justify="space-between" wrap="nowrap" py={6}>
            <div>
              <Anchor
                size="sm"
                renderRoot={(props) => (
                  <Link to="/t/$team/papers/$paper" params={{ team: team.slug, paper: one.paper }} {...props} />
                )}
              >
                {one.title || 'Untitled paper'}
              </Anchor>
              <Text size="xs" c="dimmed">
                {one.merged + 1} papers merged {one.person ? `by ${one.person.name} ` : ''}
                <Ago at={one.at} />
              </Text>
            </div>
            {one.can.includes('undo') && (
              <Button
                variant="default"
                size="xs"
                flex="none"
                aria-label={`Undo the merge of ${one.title || 'an untitled paper'}`}
                onClick={() => void undo(one.id)}
              >
                Undo
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      <ListEnd list={list} />
    </section>
  );
}
