// The tools of the editor, each with its name and, in the tooltip, its key.
import { ActionIcon, Divider, Group, Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { useEditorState, type Editor } from '@tiptap/react';
import type { ReactNode } from 'react';
import classes from './Notes.module.css';
import type { Pick } from './Picker';

const mod = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl ';

interface Tool {
  name: string;
  sign: ReactNode;
  keys?: string;
  active?: string | [string, object];
  run: (editor: Editor) => void;
}

/** Drawn, since a written “1.” would have to be part of the button's name. */
function Numbered() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden>
      <path d="M2 3.5 3.2 2.5V6.5M2 10.5h2L2 13.5h2M7 4.5h7M7 12h7" />
    </svg>
  );
}

const chain = (editor: Editor) => editor.chain().focus();
const MARKS: Tool[] = [
  { name: 'Bold', sign: <b>B</b>, keys: `${mod}B`, active: 'bold', run: (editor) => chain(editor).toggleBold().run() },
  {
    name: 'Italic',
    sign: <i>I</i>,
    keys: `${mod}I`,
    active: 'italic',
    run: (editor) => chain(editor).toggleItalic().run(),
  },
  {
    name: 'Strike',
    sign: <s>S</s>,
    keys: `${mod}Shift S`,
    active: 'strike',
    run: (editor) => chain(editor).toggleStrike().run(),
  },
  { name: 'Code', sign: '<>', keys: `${mod}E`, active: 'code', run: (editor) => chain(editor).toggleCode().run() },
];
const BLOCKS: Tool[] = [
  {
    name: 'List',
    sign: '•',
    keys: `${mod}Shift 8`,
    active: 'bulletList',
    run: (editor) => chain(editor).toggleBulletList().run(),
  },
  {
    name: 'Numbered list',
    sign: <Numbered />,
    keys: `${mod}Shift 7`,
    active: 'orderedList',
    run: (editor) => chain(editor).toggleOrderedList().run(),
  },
  {
    name: 'Tasks',
    sign: '☑',
    keys: `${mod}Shift 9`,
    active: 'taskList',
    run: (editor) => chain(editor).toggleTaskList().run(),
  },
  {
    name: 'Quote',
    sign: '❝',
    keys: `${mod}Shift B`,
    active: 'blockquote',
    run: (editor) => chain(editor).toggleBlockquote().run(),
  },
  {
    name: 'Table',
    sign: '▦',
    run: (editor) => chain(editor).insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
  },
  { name: 'Formula', sign: '∑', run: (editor) => askFormula(editor) },
];
const TABLE: [string, (editor: Editor) => void][] = [
  ['Row below', (editor) => chain(editor).addRowAfter().run()],
  ['Column after', (editor) => chain(editor).addColumnAfter().run()],
  ['Remove row', (editor) => chain(editor).deleteRow().run()],
  ['Remove column', (editor) => chain(editor).deleteColumn().run()],
  ['Remove table', (editor) => chain(editor).deleteTable().run()],
];

function askFormula(editor: Editor): void {
  const { from, to } = editor.state.selection;
  const chosen = editor.state.doc.textBetween(from, to);
  chain(editor)
    .deleteSelection()
    .insertInlineMath({ latex: chosen || 'E = mc^2' })
    .run();
}

export function Toolbar({ editor, onPick }: { editor: Editor; onPick: (pick: Pick) => void }) {
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      names: [...MARKS, ...BLOCKS]
        .filter((tool) => tool.active && now.isActive(tool.active as string))
        .map((tool) => tool.name),
      level: [1, 2, 3].find((level) => now.isActive('heading', { level })) ?? 0,
      table: now.isActive('table'),
      undo: now.can().undo(),
      redo: now.can().redo(),
    }),
  });
  const button = (tool: Tool) => (
    <Tooltip key={tool.name} label={tool.keys ? `${tool.name} (${tool.keys})` : tool.name}>
      <ActionIcon
        variant={active.names.includes(tool.name) ? 'light' : 'subtle'}
        color={active.names.includes(tool.name) ? undefined : 'gray'}
        aria-label={tool.name}
        aria-pressed={tool.active ? active.names.includes(tool.name) : undefined}
        onClick={() => tool.run(editor)}
      >
        {tool.sign}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Group gap={2} className={classes.tools} role="toolbar" aria-label="Formatting">
      <Menu position="bottom-start">
        <Menu.Target>
          <UnstyledButton className={classes.style}>
            {active.level ? `Heading ${active.level}` : 'Text'} ▾
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => chain(editor).setParagraph().run()}>Text</Menu.Item>
          {([1, 2, 3] as const).map((level) => (
            <Menu.Item key={level} onClick={() => chain(editor).setHeading({ level }).run()}>
              Heading {level}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {MARKS.map(button)}
      <Divider orientation="vertical" mx={4} />
      {BLOCKS.map(button)}
      {active.table && (
        <Menu>
          <Menu.Target>
            <UnstyledButton className={classes.style}>Table ▾</UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {TABLE.map(([name, run]) => (
              <Menu.Item key={name} onClick={() => run(editor)}>
                {name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Divider orientation="vertical" mx={4} />
      <UnstyledButton className={classes.style} onClick={() => onPick('citation')} title={`${mod}Shift C`}>
        Cite
      </UnstyledButton>
      <UnstyledButton className={classes.style} onClick={() => onPick('annotation')}>
        Annotation
      </UnstyledButton>
      <Divider orientation="vertical" mx={4} />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Undo"
        disabled={!active.undo}
        onClick={() => chain(editor).undo().run()}
      >
        ↶
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Redo"
        disabled={!active.redo}
        onClick={() => chain(editor).redo().run()}
      >
        ↷
      </ActionIcon>
    </Group>
  );
}
