// What somebody is doing in the discussion of the open paper: whether they type, what they discuss, which dialog is open.
import { createContext, type ReactNode, use, useState } from 'react';
import type { Comment, Reference, Thread } from '../../api/schemas';
import { useOpenFile } from '../../viewer/openFile';

/** The dialog that is open, and about what. */
export type ThreadQuestion = { what: 'hide' | 'history'; comment: Comment } | { what: 'assign'; thread: Thread };

interface Discussing {
  asked: ThreadQuestion | null;
  ask: (question: ThreadQuestion | null) => void;
  typing: boolean;
  setTyping: (typing: boolean) => void;
  /** The reference that is to be discussed. */
  reference: Reference | null;
  discussReference: (reference: Reference | null) => void;
}

const DiscussingContext = createContext<Discussing | null>(null);

export function DiscussingProvider({ children }: { children: ReactNode }) {
  const { reveal } = useOpenFile();
  const [asked, ask] = useState<ThreadQuestion | null>(null);
  const [typing, setTyping] = useState(false);
  const [reference, setReference] = useState<Reference | null>(null);
  const discussReference = (one: Reference | null) => {
    if (one) reveal();
    setReference(one);
  };
  return (
    <DiscussingContext value={{ asked, ask, typing, setTyping, reference, discussReference }}>
      {children}
    </DiscussingContext>
  );
}

export function useDiscussing(): Discussing {
  const discussing = use(DiscussingContext);
  if (!discussing) throw new Error('Only within the reader.');
  return discussing;
}
