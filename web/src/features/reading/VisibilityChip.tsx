// Who sees an annotation; its author changes it here.
import { Badge, Button, Checkbox, Menu, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import type { Annotation, Page, Person } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import type { Discussion } from './useDiscussion';

const MOST_PEOPLE = 200;

function said(annotation: Annotation): string {
  if (annotation.visibility === 'team') return 'Team';
  if (annotation.visibility === 'me') return 'Only you';
  const [first] = annotation.people;
  if (!first) return 'Nobody else yet';
  return annotation.people.length > 1 ? `${first.name} and ${annotation.people.length - 1} more` : first.name;
}

export function VisibilityChip({ discussion, annotation }: { discussion: Discussion; annotation: Annotation }) {
  const [choosing, setChoosing] = useState(false);
  const names = annotation.people.map((one) => one.name).join(', ');
  const chip = <Badge component="span" size="sm" variant="light" color="gray" tt="none" title={annotation.visibility === 'people' ? names : undefined}>{said(annotation)}</Badge>;
  if (!annotation.can.includes('edit')) return annotation.visibility === 'team' ? null : chip;
  const share = (visibility: 'me' | 'team') => void discussion.change(annotation, { visibility });
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target><UnstyledButton aria-label={`Seen by: ${said(annotation)}. Change`}>{chip}</UnstyledButton></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => share('team')}>The team</Menu.Item>
          <Menu.Item onClick={() => setChoosing(true)}>Some people…</Menu.Item>
          <Menu.Item onClick={() => share('me')}>Only you</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {choosing && <People discussion={discussion} annotation={annotation} onClose={() => setChoosing(false)} />}
    </>
  );
}

function People({ discussion, annotation, onClose }: { discussion: Discussion; annotation: Annotation; onClose: () => void }) {
  const team = discussion.subject.team;
  const [chosen, setChosen] = useState(annotation.people.map((one) => one.id));
  const { data } = useQuery({
    queryKey: keys.members(team.id),
    queryFn: ({ signal }) => api.get<Page<{ person: Person }>>(`/teams/${team.id}/members`, { limit: MOST_PEOPLE }, signal),
  });
  const me = useMe();
  const others = data?.items.map((one) => one.person).filter((one) => one.id !== me.person.id);
  async function save(): Promise<void> {
    const done = await discussion.change(annotation, { visibility: 'people', people: chosen });
    if (done) onClose();
  }
  return (
    <Dialog opened onClose={onClose} title="Who else sees it?">
      <ScrollArea.Autosize mah={320}>
        {others?.map((one) => (
          <Checkbox key={one.id} my={8} label={one.name} checked={chosen.includes(one.id)} onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))} />
        ))}
      </ScrollArea.Autosize>
      {others && !others.length && <Text size="sm" c="dimmed">There is nobody else in this team.</Text>}
      <Button mt="md" onClick={() => void save()}>Save</Button>
    </Dialog>
  );
}
