// Find within the document, as browsers do it: as one types, Enter for the next, Escape to close.
import { Group, Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { CloseIcon, DownIcon, UpIcon } from '../../ui/icons';
import styles from './Reading.module.css';
import { Tool } from './Toolbar';
import type { ReaderState, ReaderViewer } from '../../viewer/viewer';

interface Props {
  viewer: ReaderViewer;
  state: ReaderState;
  start: string;
  onClose: () => void;
}

export function FindBar({ viewer, state, start, onClose }: Props) {
  const [query, setQuery] = useState(start);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  useEffect(() => {
    const timer = window.setTimeout(() => viewer.find(query), 150);
    return () => window.clearTimeout(timer);
  }, [viewer, query]);
  const close = () => {
    viewer.find('');
    onClose();
  };
  const { matches } = state;
  const found = !query ? '' : !matches?.total ? 'Not found' : `${matches.current} of ${matches.total}`;
  return (
    <Group gap={4} className={styles.find} role="search" aria-label="Find in this document">
      <TextInput
        ref={input}
        size="sm"
        aria-label="Find in this document"
        placeholder="Find in this document"
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') viewer.find(query, event.shiftKey ? 'previous' : 'next');
          if (event.key === 'Escape') close();
        }}
        className={styles.findInput}
      />
      <Text size="sm" c="dimmed" className={styles.found} role="status">
        {found}
      </Text>
      <Tool name="Previous match" off={!query} onClick={() => viewer.find(query, 'previous')}>
        <UpIcon />
      </Tool>
      <Tool name="Next match" off={!query} onClick={() => viewer.find(query, 'next')}>
        <DownIcon />
      </Tool>
      <Tool name="Close find" onClick={close}>
        <CloseIcon />
      </Tool>
    </Group>
  );
}
