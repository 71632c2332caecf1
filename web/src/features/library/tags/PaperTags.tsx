// The tags of a paper on its page, with its keywords; and the way to change them.
import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Paper, Team } from '../../../api/schemas';
import { TagChip } from './TagChip';
import { TagDialog } from './TagDialog';

export function PaperTags({ team, paper }: { team: Team; paper: Paper }) {
  const [opened, dialog] = useDisclosure(false);
  const edits = paper.can.includes('edit') && !paper.deleted_at;
  if (!edits && paper.tags.length === 0) return null;
  return (
    <Group gap={6} mt="sm" role="group" aria-label="Tags">
      {paper.tags.map((tag) => (
        <TagChip key={`${tag.automatic} ${tag.name}`} {...tag} />
      ))}
      {edits && (
        <Button size="compact-sm" variant="subtle" onClick={dialog.open}>
          Tag…
        </Button>
      )}
      {opened && (
        <TagDialog
          team={team}
          papers={[{ id: paper.id, tags: paper.tags.filter((tag) => !tag.automatic) }]}
          onClose={dialog.close}
        />
      )}
    </Group>
  );
}
