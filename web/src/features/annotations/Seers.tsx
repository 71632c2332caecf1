// The people who see an annotation besides its author.
import { Button, Checkbox, ScrollArea, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import type { Annotation } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { useOpenFile } from '../../viewer/openFile';
import { useAnnotationActions } from './useAnnotationActions';

const MOST_PEOPLE = 200;

export function Seers({ annotation, onClose }: { annotation: Annotation; onClose: () => void }) {
  const { team } = useOpenFile();
  const { change } = useAnnotationActions();
  const [chosen, setChosen] = useState(annotation.people.map((one) => one.id));
  const { data } = useQuery({
    queryKey: keys.members(team.id),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/members', {
        params: { path: { team: team.id }, query: { limit: MOST_PEOPLE } },
        signal,
      }),
  });
  const me = useMe();
  const others = data?.items.map((one) => one.person).filter((one) => one.id !== me.person.id);
  async function save(): Promise<void> {
    const done = await change(annotation, { visibility: 'people', people: chosen });
    if (done) onClose();
  }
  return (
    <Dialog opened onClose={onClose} title="Who else can see this?">
      <ScrollArea.Autosize mah={320}>
        {others?.map((one) => (
          <Checkbox
            key={one.id}
            my={8}
            label={one.name}
            checked={chosen.includes(one.id)}
            onChange={(event) =>
              setChosen(event.currentTarget.checked ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))
            }
          />
        ))}
      </ScrollArea.Autosize>
      {others && !others.length && (
        <Text size="sm" c="dimmed">
          There’s no one else in this team.
        </Text>
      )}
      <Button mt="md" onClick={() => void save()}>
        Save
      </Button>
    </Dialog>
  );
}
