// All tags of the team: renamed, coloured, given number keys, merged and deleted.
import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Tag, Team } from '../../../api/schemas';
import { ColorChoice } from '../../../ui/ColorChoice';
import { Dialog } from '../../../ui/Dialog';
import { papersSaid } from '../useBin';
import { TagChip } from './TagChip';
import classes from './Tags.module.css';
import { useTagActions, useTags } from './useTags';

export function ManageTags({ team, onClose }: { team: Team; onClose: () => void }) {
  const { tags } = useTags(team);
  const actions = useTagActions(team);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Dialog opened onClose={onClose} title="Manage tags" size="lg">
      <Stack gap={4}>
        {tags.length === 0 && <Text c="dimmed">There are no tags.</Text>}
        {tags.map((tag) => (
          <div key={tag.id} className={classes.managed}>
            <Group justify="space-between" wrap="nowrap">
              <Group gap="sm" wrap="nowrap" miw={0}>
                <TagChip name={tag.name} color={tag.color} />
                {tag.position && <kbd className={classes.key}>{tag.position}</kbd>}
                <Text size="sm" c="dimmed">
                  {papersSaid(tag.papers)}
                </Text>
              </Group>
              <Group gap={4} wrap="nowrap">
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-expanded={open === tag.id}
                  onClick={() => setOpen(open === tag.id ? null : tag.id)}
                >
                  Edit <span className="sk-heard">{tag.name}</span>
                </Button>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  c="var(--mantine-color-error)"
                  onClick={() => void actions.remove(tag)}
                >
                  Delete <span className="sk-heard">{tag.name}</span>
                </Button>
              </Group>
            </Group>
            {open === tag.id && <EditTag tag={tag} tags={tags} actions={actions} onClose={() => setOpen(null)} />}
          </div>
        ))}
      </Stack>
    </Dialog>
  );
}

interface EditProps {
  tag: Tag;
  tags: Tag[];
  actions: ReturnType<typeof useTagActions>;
  onClose: () => void;
}

function EditTag({ tag, tags, actions, onClose }: EditProps) {
  const [name, setName] = useState(tag.name);
  const [color, setColor] = useState(tag.color);
  const [position, setPosition] = useState(String(tag.position ?? ''));
  const [into, setInto] = useState('');
  const other = tags.find((one) => one.id === into);
  async function save() {
    const body = { name: name.trim(), color, position: position ? Number(position) : null };
    if (await actions.edit(tag, body)) onClose();
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Group grow align="flex-start">
        <TextInput label="Name" maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <NativeSelect
          label="Number key"
          value={position}
          data={[{ value: '', label: 'None' }, '1', '2', '3', '4', '5', '6', '7', '8', '9']}
          onChange={(event) => setPosition(event.currentTarget.value)}
        />
      </Group>
      <ColorChoice value={color} onChange={setColor} />
      <Group align="flex-end" justify="space-between">
        <Group align="flex-end" gap="xs">
          <NativeSelect
            label="Merge into"
            value={into}
            data={[
              { value: '', label: 'Choose a tag' },
              ...tags.filter((one) => one.id !== tag.id).map((one) => ({ value: one.id, label: one.name })),
            ]}
            onChange={(event) => setInto(event.currentTarget.value)}
          />
          <Button variant="default" disabled={!other} onClick={() => other && void actions.merge(tag, other)}>
            Merge
          </Button>
        </Group>
        <Button type="submit" disabled={!name.trim()}>
          Save
        </Button>
      </Group>
    </form>
  );
}
