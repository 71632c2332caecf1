// Papers that look like the same one, in groups: compared side by side, merged, or said to be different papers.
import { Anchor, Container, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import type { Team } from '../../api/schemas';
import { ListEnd } from '../../ui/ListEnd';
import { usePageTitle } from '../../ui/usePageTitle';
import { DuplicateGroup } from './DuplicateGroup';
import { Merges } from './Merges';
import { PRESETS, type Preset } from './presets';
import { useDuplicates } from './useDuplicates';

interface Props {
  team: Team;
  preset: Preset;
  onPreset: (preset: Preset) => void;
}

export function DuplicatesPage({ team, preset, onPreset }: Props) {
  usePageTitle(`Duplicates · ${team.name}`);
  const { list, groups, total, searching, canMerge, merge, setDifferent } = useDuplicates(team, preset);
  const page = useRef<HTMLDivElement>(null);

  /** The group is gone: the keyboard goes on with the one that takes its place. */
  function goOn(gone: string, place: number) {
    const headings = page.current?.querySelectorAll<HTMLElement>(`[data-group]:not([data-group="${gone}"])`) ?? [];
    (headings[Math.min(place, headings.length - 1)] ?? page.current?.querySelector<HTMLElement>('h1'))?.focus();
  }

  const said = total === 1 ? '1 group' : `${total.toLocaleString()} groups`;
  return (
    <Container size="lg" py="lg" ref={page}>
      <Anchor size="sm" renderRoot={(props) => <Link to="/t/$team" params={{ team: team.slug }} {...props} />}>
        ← {team.name}
      </Anchor>
      <Group justify="space-between" align="flex-end" gap="sm" mt="xs">
        <div>
          <Title order={1} size="h2" tabIndex={-1} style={{ outline: 'none' }}>
            Duplicates
          </Title>
          <Text size="sm" c="dimmed" role="status">
            {searching ? `${total ? `${said} so far. ` : ''}Comparing papers…` : total ? said : ' '}
          </Text>
        </div>
        <SegmentedControl
          size="xs"
          aria-label="How alike papers must be"
          data={PRESETS.map(({ value, label }) => ({ value, label }))}
          value={preset}
          onChange={(value) => onPreset(value as Preset)}
        />
      </Group>
      <Text size="sm" mt="xs">
        {PRESETS.find((one) => one.value === preset)?.meaning}
      </Text>
      {list.isSuccess && groups.length === 0 && (
        <Text c="dimmed" mt="xl" ta="center">
          {searching
            ? 'Papers are being compared. Duplicates appear here as they are found.'
            : `No duplicates found.${preset === 'loose' ? '' : ' Choose Loose to see papers that are less alike.'}`}
        </Text>
      )}
      <Stack gap="lg" mt="md">
        {groups.map((group, place) => (
          <DuplicateGroup
            key={group.id}
            team={team}
            group={group}
            canMerge={canMerge}
            onMerge={async (chosen) => {
              if (await merge(group, chosen)) goOn(group.id, place);
            }}
            onDifferent={async () => {
              if (await setDifferent(group)) goOn(group.id, place);
            }}
          />
        ))}
      </Stack>
      <ListEnd list={list} />
      <Merges team={team} />
    </Container>
  );
}
