// What somebody is doing with annotations in the open file: which is chosen or edited, the tool and colour in hand.
import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react';
import type { Annotation } from '../../api/schemas';
import type { Drawn } from '../../viewer/drawing';
import { useOpenFile } from '../../viewer/openFile';
import { readSelection } from '../../viewer/selection';
import type { Color } from '../../viewer/wording';
import { useAnnotationActions } from './useAnnotationActions';
import { useAnnotationInput } from './useAnnotationInput';
import { useAnnotations } from './useAnnotations';

/** The dialog that is open, and about which annotation. */
export interface AnnotationQuestion {
  what: 'hide' | 'seers';
  annotation: Annotation;
}

type Annotating = ReturnType<typeof useAnnotatingState>;

const AnnotatingContext = createContext<Annotating | null>(null);

export function AnnotatingProvider({ children }: { children: ReactNode }) {
  return <AnnotatingContext value={useAnnotatingState()}>{children}</AnnotatingContext>;
}

export function useAnnotating(): Annotating {
  const annotating = use(AnnotatingContext);
  if (!annotating) throw new Error('Only within the reader.');
  return annotating;
}

function useAnnotatingState() {
  const { opened, ready, container, reveal } = useOpenFile();
  const { annotations, canAnnotate } = useAnnotations();
  const { add, remove } = useAnnotationActions();
  const [chosen, setChosen] = useState<string | null>(null);
  /** `fresh`: just made; a note that gets no text goes away again. */
  const [editing, setEditing] = useState<{ id: string; fresh: boolean } | null>(null);
  const [color, setColor] = useState<Color>('yellow');
  /** The annotation whose reply box has the keyboard next. */
  const [answering, setAnswering] = useState<string | null>(null);
  /** Highlighted only to be commented on, as long as the keyboard has not left the field for it. */
  const unsaid = useRef<string | null>(null);
  const [asked, ask] = useState<AnnotationQuestion | null>(null);

  useEffect(() => {
    if (opened && ready) opened.viewer.showAnnotations(annotations);
  }, [opened, ready, annotations]);
  useEffect(() => {
    if (opened && ready) opened.viewer.choose(chosen);
  }, [opened, ready, chosen]);

  function edit(id: string, fresh = false): void {
    reveal();
    setChosen(id);
    setEditing({ id, fresh });
  }

  function answer(id: string): void {
    reveal();
    setAnswering(id);
  }

  async function markSelection(kind: 'highlight' | 'underline', ink: Color, comment = false): Promise<void> {
    const quote = input.selected ?? (container.current && readSelection(container.current));
    if (!quote || !canAnnotate) return;
    const { exact, prefix, suffix, page } = quote;
    input.letGo();
    const made = await add({
      kind,
      color: ink,
      selectors: [
        { type: 'TextQuoteSelector', exact, prefix, suffix },
        { type: 'PageSelector', index: page - 1 },
      ],
    });
    if (!made) return;
    setChosen(made.id);
    if (!comment) return;
    unsaid.current = made.id;
    answer(made.id);
  }

  async function addDrawn({ kind, page, rect, strokes }: Drawn): Promise<void> {
    if (!canAnnotate) return;
    const value = rect
      ? `page=${page}&viewrect=${[rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1]].map((one) => one.toFixed(2)).join(',')}`
      : `page=${page}`;
    const made = await add({ kind, color, selectors: [{ type: 'FragmentSelector', value }], strokes: strokes ?? [] });
    if (!made) return;
    if (kind === 'ink') setChosen(made.id);
    else edit(made.id, true);
  }

  async function addPaperNote(): Promise<void> {
    const made = canAnnotate ? await add({ kind: 'note', color, selectors: [] }) : null;
    if (made) edit(made.id, true);
  }

  async function stopEditing(annotation: Annotation, saved: boolean): Promise<void> {
    const fresh = editing?.id === annotation.id && editing.fresh;
    setEditing(null);
    container.current?.focus({ preventScroll: true });
    if (!saved && fresh && annotation.kind === 'note' && !annotation.comment) await remove(annotation, true);
  }

  /** Nobody else is left with an empty highlight of somebody who changed their mind. */
  function leaveAnswer(annotation: Annotation, changedMind: boolean): void {
    const fresh = unsaid.current === annotation.id;
    unsaid.current = null;
    if (!fresh || !changedMind) return;
    container.current?.focus({ preventScroll: true });
    void remove(annotation, true);
  }

  function choose(id: string, bring = true): void {
    setChosen(id);
    const one = annotations.find((annotation) => annotation.id === id);
    if (bring && one?.page) opened?.viewer.show(one.page, one.rects[0]?.[1] ?? 0);
  }

  function step(by: 1 | -1): void {
    if (!annotations.length) return;
    const at = annotations.findIndex((one) => one.id === chosen);
    const next =
      annotations[at < 0 ? (by > 0 ? 0 : annotations.length - 1) : (at + by + annotations.length) % annotations.length];
    if (next) choose(next.id);
  }

  const current = annotations.find((one) => one.id === chosen);
  const input = useAnnotationInput({
    canAnnotate,
    color,
    onDrawn: (drawn) => void addDrawn(drawn),
    onPick: (id) => {
      reveal();
      choose(id, false);
    },
    keys: {
      h: () => void markSelection('highlight', color),
      u: () => void markSelection('underline', color),
      c: () => void markSelection('highlight', color, true),
      n: () => step(1),
      p: () => step(-1),
      e: () => current?.can.includes('edit') && edit(current.id),
      Delete: () => current?.can.includes('delete') && void remove(current),
    },
  });

  return {
    chosen,
    choose,
    editing,
    edit,
    stopEditing,
    color,
    setColor,
    input,
    markSelection,
    addPaperNote,
    asked,
    ask,
    answering,
    answer,
    leaveAnswer,
    answered: () => setAnswering(null),
  };
}
