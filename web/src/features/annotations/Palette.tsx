// Tools to annotate with: a colour, and what the next press on a page draws.
import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';
import type { Tool } from '../../viewer/drawing';
import { AreaIcon, NoteIcon, PaperNoteIcon, PenIcon } from '../../ui/icons';
import styles from './Annotations.module.css';
import { useOpenFile } from '../../viewer/openFile';
import { useColors, type Meanings } from './useColors';
import { useAnnotating } from './Annotating';
import { useAnnotations } from './useAnnotations';
import { COLORS } from '../../viewer/wording';

const TOOLS: { tool: Tool; name: string; icon: typeof AreaIcon }[] = [
  { tool: 'area', name: 'Select an area', icon: AreaIcon },
  { tool: 'note', name: 'Add a note', icon: NoteIcon },
  { tool: 'ink', name: 'Draw', icon: PenIcon },
];

export function Palette() {
  const { team } = useOpenFile();
  const { meanings, canName } = useColors(team.id);
  const { input, color, setColor, addPaperNote } = useAnnotating();
  const { canAnnotate } = useAnnotations();
  const [choosing, setChoosing] = useState(false);
  if (!canAnnotate) return null;
  return (
    <div role="toolbar" aria-label="Annotate" className={styles.palette}>
      <Popover
        position="right-start"
        shadow="md"
        withinPortal={false}
        trapFocus
        opened={choosing}
        onChange={setChoosing}
      >
        <Tooltip label={`Colour: ${meanings[color] ?? color}`} position="right" disabled={choosing}>
          <Popover.Target>
            <UnstyledButton
              className={styles.ink}
              data-color={color}
              aria-label={`Colour: ${meanings[color] ?? color}`}
              onClick={() => setChoosing(!choosing)}
            />
          </Popover.Target>
        </Tooltip>
        <Popover.Dropdown>
          <Colors team={team} meanings={meanings} canName={canName} chosen={color} onChoose={setColor} />
        </Popover.Dropdown>
      </Popover>
      {TOOLS.map(({ tool, name, icon: Icon }) => (
        <Tooltip key={tool} label={name} position="right">
          <ActionIcon
            size="lg"
            variant={input.tool === tool ? 'filled' : 'subtle'}
            color={input.tool === tool ? undefined : 'gray'}
            aria-label={name}
            aria-pressed={input.tool === tool}
            onClick={() => input.setTool(input.tool === tool ? null : tool)}
          >
            <Icon />
          </ActionIcon>
        </Tooltip>
      ))}
      <Tooltip label="Add a paper note" position="right">
        <ActionIcon
          size="lg"
          variant="subtle"
          color="gray"
          aria-label="Add a paper note"
          onClick={() => void addPaperNote()}
        >
          <PaperNoteIcon />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

interface ColorsProps {
  team: Team;
  meanings: Meanings;
  canName: boolean;
  chosen: string;
  onChoose: (color: (typeof COLORS)[number]) => void;
}

function Colors({ team, meanings, canName, chosen, onChoose }: ColorsProps) {
  const client = useQueryClient();
  const [naming, setNaming] = useState<Meanings | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  async function save(): Promise<void> {
    try {
      await api.put('/api/teams/{team}/colors', {
        params: { path: { team: team.id } },
        body: { meanings: naming ?? {} },
      });
      await client.invalidateQueries({ queryKey: keys.colors(team.id) });
      setNaming(null);
      setFailure(null);
    } catch (error) {
      setFailure(sentence(error));
    }
  }
  return (
    <Stack gap={6}>
      {COLORS.map((color) =>
        naming ? (
          <Group key={color} gap="xs" wrap="nowrap">
            <span className={styles.ink} data-color={color} aria-hidden />
            <TextInput
              size="xs"
              aria-label={`Label for ${color}`}
              placeholder={color}
              maxLength={60}
              value={naming[color] ?? ''}
              onChange={(event) => setNaming({ ...naming, [color]: event.currentTarget.value })}
            />
          </Group>
        ) : (
          <UnstyledButton
            key={color}
            className={styles.colorChoice}
            aria-pressed={color === chosen}
            onClick={() => onChoose(color)}
          >
            <span className={styles.ink} data-color={color} data-latest={color === chosen || undefined} aria-hidden />{' '}
            {meanings[color] ?? color}
          </UnstyledButton>
        ),
      )}
      {failure && (
        <Text role="alert" size="xs">
          {failure}
        </Text>
      )}
      {canName &&
        (naming ? (
          <Group gap="xs">
            <Button size="compact-sm" onClick={() => void save()}>
              Save for the team
            </Button>
            <Button size="compact-sm" variant="subtle" onClick={() => setNaming(null)}>
              Cancel
            </Button>
          </Group>
        ) : (
          <Button size="compact-sm" variant="subtle" onClick={() => setNaming(meanings)}>
            Label colours
          </Button>
        ))}
    </Stack>
  );
}
