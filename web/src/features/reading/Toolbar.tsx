// The bar above the pages: where one is, how large, and what to do.
import { ActionIcon, Group, Text, TextInput, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { BackIcon, FindIcon, MinusIcon, PanelIcon, PlusIcon, RotateIcon, TalkIcon, WidthIcon } from '../../ui/icons';
import styles from './Reading.module.css';
import { LookMenu } from './LookMenu';
import type { Look } from './useLook';
import type { ReaderState, ReaderViewer } from '../../viewer/viewer';

interface Props {
  viewer: ReaderViewer | undefined;
  state: ReaderState;
  title: string;
  team: string;
  paper: string;
  /** What one can take away. */
  exporting: ReactNode;
  panel: boolean;
  onPanel: () => void;
  onFind: () => void;
  talk: boolean;
  onTalk: () => void;
  look: Look;
  onLook: (look: Look) => void;
  /** Who else is here. */
  readers: ReactNode;
}

export function Toolbar({
  viewer,
  state,
  title,
  team,
  paper,
  exporting,
  panel,
  onPanel,
  onFind,
  talk,
  onTalk,
  look,
  onLook,
  readers,
}: Props) {
  const off = !state.ready;
  return (
    <header className={styles.toolbar}>
      <Group gap={4} wrap="nowrap" className={styles.left}>
        <Tool name={panel ? 'Hide contents' : 'Show contents'} onClick={onPanel} pressed={panel}>
          <PanelIcon />
        </Tool>
        <Tooltip label="Back to paper">
          <ActionIcon
            size="lg"
            variant="subtle"
            color="gray"
            aria-label="Back to paper"
            renderRoot={(props) => <Link to="/t/$team/papers/$paper" params={{ team, paper }} {...props} />}
          >
            <BackIcon />
          </ActionIcon>
        </Tooltip>
        <Text component="h1" className={styles.title} title={title}>
          {title}
        </Text>
      </Group>
      <PageNumber viewer={viewer} state={state} />
      <Group gap={2} wrap="nowrap" className={styles.right}>
        {readers}
        <Tool name="Zoom out" off={off} onClick={() => viewer?.zoomBy(-1)}>
          <MinusIcon />
        </Tool>
        <Text size="sm" className={styles.zoom} aria-live="polite">
          {Math.round(state.scale * 100)}%
        </Text>
        <Tool name="Zoom in" off={off} onClick={() => viewer?.zoomBy(1)}>
          <PlusIcon />
        </Tool>
        <Tool name="Fit to width" off={off} onClick={() => viewer?.zoomTo('page-width')}>
          <WidthIcon />
        </Tool>
        <Tool name="Rotate" off={off} wide onClick={() => viewer?.rotate()}>
          <RotateIcon />
        </Tool>
        <LookMenu look={look} onLook={onLook} />
        <Tool name="Find in this document" off={off} onClick={onFind}>
          <FindIcon />
        </Tool>
        <Tool name={talk ? 'Hide discussion' : 'Show discussion'} onClick={onTalk} pressed={talk}>
          <TalkIcon />
        </Tool>
        {exporting}
      </Group>
    </header>
  );
}

interface ToolProps {
  name: string;
  onClick: () => void;
  off?: boolean;
  pressed?: boolean;
  /** Left out where there is no room. */
  wide?: boolean;
  children: ReactNode;
}

export function Tool({ name, onClick, off, pressed, wide, children }: ToolProps) {
  return (
    <Tooltip label={name}>
      <ActionIcon
        size="lg"
        variant={pressed ? 'light' : 'subtle'}
        color="gray"
        aria-label={name}
        aria-pressed={pressed}
        disabled={off}
        onClick={onClick}
        className={wide ? styles.wide : undefined}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function PageNumber({ viewer, state }: { viewer: ReaderViewer | undefined; state: ReaderState }) {
  const [typed, setTyped] = useState<string | null>(null);
  const go = () => {
    const page = Number(typed);
    if (typed !== null && Number.isInteger(page)) viewer?.goToPage(page);
    setTyped(null);
  };
  return (
    <form
      className={styles.pages}
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <TextInput
        size="xs"
        aria-label="Page"
        inputMode="numeric"
        disabled={!state.ready}
        classNames={{ input: styles.pageInput }}
        value={typed ?? String(state.page)}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={go}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Text size="sm" c="dimmed" className={styles.of}>
        of {state.pages || '…'}
      </Text>
    </form>
  );
}
