// One change of many papers: started, watched until it is done, with an undo for all.
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { Problem, sentence } from '../../api/problem';
import type { Schemas, Team } from '../../api/schemas';
import { offerUndo } from '../../ui/undo';
import { papersSaid } from './useBin';

type Batch = Schemas['BatchOut'];

const LOOK_MS = 700;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const failed = (error: unknown) => notifications.show({ color: 'red', message: sentence(error) });

const canUndo = (body: Schemas['BatchIn']) => Object.keys(body).some((name) => name !== 'papers' && name !== 'parse');

/** What became of a batch, with all that it could not do. */
export function endText(batch: Batch, done: string): string {
  const rest = [
    batch.restored > 0 && `${papersSaid(batch.restored)} restored from that team’s trash.`,
    batch.already_there > 0 && `${papersSaid(batch.already_there)} already there.`,
    batch.no_room > 0 && `No room for ${papersSaid(batch.no_room)}.`,
    batch.lost_tags.length > 0 && `Left behind, for want of room: tags ${batch.lost_tags.join(', ')}.`,
    batch.status === 'stopped' && `Stopped before the end: ${batch.reason}`,
  ].filter(Boolean);
  return [`${papersSaid(batch.changed - batch.restored)} ${done}.`, ...rest].join(' ');
}

/** Whether the same question may be answered in a moment: a lost connection, a server that restarts or has too much to do. */
const passes = (error: unknown) =>
  !(error instanceof Problem) || error.status === 0 || error.status === 429 || error.status >= 500;

/** Looks at the batch until it is through, however often it cannot; `show` hears how far it is, and of how many. */
export async function follow(
  batch: Batch,
  look: () => Promise<Batch>,
  show: (gone: number, all: number) => void,
  wait: (ms: number) => Promise<unknown> = pause,
): Promise<Batch> {
  // Undoing goes back from where the batch stood, which is not the end of one that was stopped.
  const all = batch.status === 'undoing' ? batch.done : batch.total;
  let now = batch;
  let missed = 0;
  while (now.status === 'queued' || now.status === 'undoing') {
    show(now.status === 'undoing' ? all - now.done : now.done, all);
    // oxlint-disable-next-line no-await-in-loop
    await wait(LOOK_MS * 2 ** Math.min(missed, 4));
    try {
      // oxlint-disable-next-line no-await-in-loop
      now = await look();
      missed = 0;
    } catch (error) {
      if (!passes(error)) throw error;
      missed += 1;
    }
  }
  return now;
}

export function useBatch(team: Team) {
  const client = useQueryClient();
  const path = (batch: string) => ({ params: { path: { team: team.id, batch_id: batch } } });

  /** Follows the batch with a notification, which says how far it is. */
  async function watch(batch: Batch, doing: string): Promise<Batch> {
    const id = `batch-${batch.id}`;
    const show = (gone: number, all: number) => {
      const message = `${doing} ${gone} of ${papersSaid(all)}…`;
      notifications.show({ id, message, loading: true, autoClose: false });
      notifications.update({ id, message, loading: true, autoClose: false });
    };
    try {
      return await follow(batch, () => api.get('/api/teams/{team}/batches/{batch_id}', path(batch.id)), show);
    } finally {
      notifications.hide(id);
      void client.invalidateQueries({ queryKey: keys.team(team.id) });
    }
  }

  async function undo(batch: Batch): Promise<void> {
    try {
      const started = await api.post('/api/teams/{team}/batches/{batch_id}/undo', path(batch.id));
      const undone = await watch(started, 'Undoing');
      if (undone.status === 'stopped') {
        failed(new Error(undone.reason ?? ''));
        return;
      }
      const kept = undone.kept === 1 ? '1 field' : `${undone.kept} fields`;
      notifications.show({
        message: undone.kept
          ? `Undone. ${kept} edited meanwhile stayed as they are.`
          : `Undone in ${papersSaid(started.done)}.`,
      });
    } catch (error) {
      failed(error);
    }
  }

  const starting = useMutation({
    mutationFn: (body: Schemas['BatchIn']) =>
      api.post('/api/teams/{team}/papers/batch', { params: { path: { team: team.id } }, body }),
  });

  /**
   * `done` says what has become of the papers: changed, copied. A dialog closes itself `onStarted`, and shows why it could
   * not be started; null where there is no dialog.
   */
  function start(body: Schemas['BatchIn'], onStarted: (() => void) | null, done = 'changed'): void {
    // Not callbacks of `mutate`, which nobody calls once the dialog was closed.
    starting.mutateAsync(body).then(
      (batch) => {
        onStarted?.();
        watch(batch, 'Going through')
          .then((ended) => {
            const message = endText(ended, done);
            // What the parser reads stays.
            if (canUndo(body)) offerUndo(`batch-${ended.id}-done`, message, () => void undo(ended));
            else notifications.show({ message });
          })
          .catch(failed);
      },
      (error: unknown) => {
        if (!onStarted) failed(error);
      },
    );
  }

  return { start, starting };
}
