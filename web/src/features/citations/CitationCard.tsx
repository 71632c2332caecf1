// What a citation in the text means: its references, with a way to those that the team has.
import { Anchor, Button, Group, Loader, Popover, Stack, Text } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { Reference, Team } from '../../api/schemas';
import { sentence } from '../../api/problem';
import { names, textOf, yearOf } from '../../ui/csl';
import { type OpenSpot, useAllReferences } from './useCitations';

interface Props {
  team: Team;
  paper: string;
  open: OpenSpot;
  onDiscuss?: ((reference: Reference) => void) | undefined;
  onClose: () => void;
}

export function CitationCard({ team, paper, open, onDiscuss, onClose }: Props) {
  const { data, error } = useAllReferences(team.id, paper, true);
  const meant = data?.filter((one) => open.spot.references.includes(one.id));
  const { box } = open;
  useWindowEvent('keydown', (event) => event.key === 'Escape' && onClose());
  return (
    <Popover
      opened
      onChange={(shown) => !shown && onClose()}
      onDismiss={onClose}
      width={380}
      shadow="md"
      position="bottom"
      withArrow
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <span
          aria-hidden
          style={{
            position: 'fixed',
            left: box.left,
            top: box.top,
            width: box.width,
            height: box.height,
            pointerEvents: 'none',
          }}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={`Reference for ${open.spot.text}`} mah={360} style={{ overflow: 'auto' }}>
        {error && (
          <Text role="alert" size="sm">
            {sentence(error)}
          </Text>
        )}
        {!meant && !error && <Loader size="sm" aria-label="Loading reference" />}
        <Stack gap="md" tabIndex={-1} data-autofocus style={{ outline: 'none' }}>
          {meant?.map((one) => (
            <Card key={one.id} reference={one} team={team.slug} onDiscuss={onDiscuss} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Card({ reference, team, onDiscuss }: { reference: Reference; team: string; onDiscuss?: Props['onDiscuss'] }) {
  const csl = reference.metadata;
  const title = textOf(csl, 'title');
  const doi = textOf(csl, 'DOI');
  const about = [names(csl).join(', '), textOf(csl, 'container-title'), yearOf(csl)].filter(Boolean).join(' · ');
  return (
    <div>
      <Text size="sm" fw={600}>
        {title || reference.raw}
      </Text>
      {title && (
        <Text size="sm" c="dimmed">
          {about}
        </Text>
      )}
      <Group gap="sm" mt={6}>
        {reference.paper ? (
          <Button
            size="compact-sm"
            renderRoot={(props) => (
              <Link to="/t/$team/papers/$paper" params={{ team, paper: reference.paper?.id ?? '' }} {...props} />
            )}
          >
            Open in library
          </Button>
        ) : (
          <Text size="xs" c="dimmed">
            Not in the library
          </Text>
        )}
        {onDiscuss && (
          <Button size="compact-sm" variant="default" onClick={() => onDiscuss(reference)}>
            Discuss
          </Button>
        )}
        {doi && (
          <Anchor size="sm" href={`https://doi.org/${encodeURI(doi)}`} target="_blank" rel="noopener noreferrer">
            {doi}
          </Anchor>
        )}
      </Group>
    </div>
  );
}
