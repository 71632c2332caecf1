// One box that searches a team's papers, notes and discussion; `/` puts the cursor in it.
import { Kbd, TextInput } from '@mantine/core';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Team } from '../api/schemas';
import { isTyping } from '../ui/keyboard';
import classes from './SearchBox.module.css';

function useSearchedFor(): string {
  return useRouterState({
    select: ({ location }) =>
      location.pathname.endsWith('/search') ? String((location.search as { q?: string }).q ?? '') : '',
  });
}

export function SearchBox({ team }: { team: Team }) {
  const navigate = useNavigate();
  const box = useRef<HTMLInputElement>(null);
  const searched = useSearchedFor();
  const [text, setText] = useState(searched);
  const [last, setLast] = useState(searched);
  if (searched !== last) {
    setLast(searched);
    setText(searched);
  }

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
      if (!slash) return;
      event.preventDefault();
      box.current?.focus();
      box.current?.select();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);

  return (
    <form
      role="search"
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        const q = text.trim();
        if (q) void navigate({ to: '/t/$team/search', params: { team: team.slug }, search: { q } });
      }}
    >
      <TextInput
        ref={box}
        type="search"
        size="sm"
        aria-label={`Search everything in ${team.name}`}
        aria-keyshortcuts="/"
        placeholder="Search everything"
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        leftSection={
          <svg
            viewBox="0 0 20 20"
            width="16"
            height="16"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
            aria-hidden
          >
            <circle cx="9" cy="9" r="5.5" />
            <path d="M13.2 13.2L17 17" />
          </svg>
        }
        leftSectionPointerEvents="none"
        rightSection={
          <Kbd size="xs" aria-hidden className={classes.key}>
            /
          </Kbd>
        }
        rightSectionPointerEvents="none"
      />
    </form>
  );
}
