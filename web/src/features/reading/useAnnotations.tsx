// Annotations of the open file: made on its words and pages, chosen, changed, deleted and brought back.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useMemo, useState } from 'react';
import { api, ifMatch } from '../../api/client';
import { keys } from '../../api/keys';
import type { Annotation, Schemas, Team } from '../../api/schemas';
import { readAll } from '../../api/useList';
import type { Drawn } from './drawing';
import { putAnnotation } from '../../live/oneAnnotation';
import { readSelection } from './selection';
import { useAnnotationInput } from './useAnnotationInput';
import { useAttempt } from './useAttempt';
import type { Opened } from './useReader';
import type { Color } from './wording';

export interface Subject {
  team: Team;
  paper: string;
  file: string;
}

export interface Editing {
  id: string;
  /** Just made: a note that gets no text goes away again. */
  fresh: boolean;
}

export function useAnnotations(
  opened: Opened | null, ready: boolean, container: RefObject<HTMLDivElement | null>, subject: Subject, reveal: () => void,
  onComment: (id: string) => void,
) {
  const { team, paper, file } = subject;
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [color, setColor] = useState<Color>('yellow');
  const client = useQueryClient();
  const { attempt, offerUndo } = useAttempt(team, paper);
  const path = { team: team.id, paper_id: paper };
  const { data, error } = useQuery({
    queryKey: keys.annotationsOf(team.id, paper, file),
    queryFn: ({ signal }) => readAll((page) => api.get('/api/teams/{team}/papers/{paper_id}/annotations', { params: { path, query: { file, ...page } }, signal })),
  });
  const annotations = useMemo(() => data?.items ?? [], [data]);
  const canAnnotate = data?.can.includes('annotate') ?? false;

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

  const show = (one: Annotation) => putAnnotation(client, team.id, paper, file, one);

  async function add(body: Omit<Schemas['AnnotationIn'], 'file'>): Promise<Annotation | null> {
    if (!canAnnotate) return null;
    return attempt(() => api.post('/api/teams/{team}/papers/{paper_id}/annotations', { params: { path }, body: { file, ...body } }), show);
  }

  async function markSelection(kind: 'highlight' | 'underline', ink: Color, comment = false): Promise<void> {
    const quote = input.selected ?? (container.current && readSelection(container.current));
    if (!quote || !canAnnotate) return;
    const { exact, prefix, suffix, page } = quote;
    input.letGo();
    const made = await add({ kind, color: ink, selectors: [{ type: 'TextQuoteSelector', exact, prefix, suffix }, { type: 'PageSelector', index: page - 1 }] });
    if (!made) return;
    setChosen(made.id);
    if (!comment) return;
    reveal();
    onComment(made.id);
  }

  async function addDrawn({ kind, page, rect, strokes }: Drawn): Promise<void> {
    const value = rect ? `page=${page}&viewrect=${[rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1]].map((one) => one.toFixed(2)).join(',')}` : `page=${page}`;
    const made = await add({ kind, color, selectors: [{ type: 'FragmentSelector', value }], strokes: strokes ?? [] });
    if (!made) return;
    if (kind === 'ink') setChosen(made.id);
    else edit(made.id, true);
  }

  async function addPaperNote(): Promise<void> {
    const made = await add({ kind: 'note', color, selectors: [] });
    if (made) edit(made.id, true);
  }

  const change = (annotation: Annotation, changes: Schemas['AnnotationEdit']) =>
    attempt(() => api.patch('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}', { params: { path: { ...path, annotation_id: annotation.id }, header: ifMatch(annotation.clock) }, body: changes }), annotation.carried ? undefined : show);

  async function remove(annotation: Annotation, quietly = false): Promise<void> {
    const one = { ...path, annotation_id: annotation.id };
    const done = await attempt(() => api.delete('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}', { params: { path: one, header: ifMatch(annotation.clock) } }).then(() => true));
    const restore = () => api.post('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}/restore', { params: { path: one } });
    if (done && !quietly) offerUndo(annotation.id, 'Annotation deleted.', restore);
  }

  const place = (annotation: Annotation, selectors: Schemas['PlaceIn']['selectors']) => attempt(() => api.post('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}/place', { params: { path: { ...path, annotation_id: annotation.id } }, body: { file, selectors } }));
  const hide = (annotation: Annotation, reason: string) => attempt(() => api.post('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}/hide', { params: { path: { ...path, annotation_id: annotation.id } }, body: { reason } }));
  const unhide = (annotation: Annotation) => attempt(() => api.post('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}/unhide', { params: { path: { ...path, annotation_id: annotation.id } } }));

  async function stopEditing(annotation: Annotation, saved: boolean): Promise<void> {
    const fresh = editing?.id === annotation.id && editing.fresh;
    setEditing(null);
    container.current?.focus({ preventScroll: true });
    if (!saved && fresh && annotation.kind === 'note' && !annotation.comment) await remove(annotation, true);
  }

  function choose(id: string, bring = true): void {
    setChosen(id);
    const one = annotations.find((annotation) => annotation.id === id);
    if (bring && one?.page) opened?.viewer.show(one.page, one.rects[0]?.[1] ?? 0);
  }

  function step(by: 1 | -1): void {
    if (!annotations.length) return;
    const at = annotations.findIndex((one) => one.id === chosen);
    const next = annotations[at < 0 ? (by > 0 ? 0 : annotations.length - 1) : (at + by + annotations.length) % annotations.length];
    if (next) choose(next.id);
  }

  const current = annotations.find((one) => one.id === chosen);
  const input = useAnnotationInput(opened, container, {
    canAnnotate, color, onDrawn: (drawn) => void addDrawn(drawn),
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
    subject, annotations, canAnnotate, chosen, editing, color, setColor, failure: error, input,
    choose, edit, stopEditing, change, remove, hide, unhide, place, markSelection, addPaperNote,
  };
}
