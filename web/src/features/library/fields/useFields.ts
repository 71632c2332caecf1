// The custom fields of a team, and what can be done with them.
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { CustomField, Schemas, Team } from '../../../api/schemas';
import { offerUndo } from '../../../ui/undo';

const NONE: CustomField[] = [];

export function useFields(team: Team) {
  const { data } = useQuery({
    queryKey: keys.fields(team.id),
    queryFn: ({ signal }) => api.get('/api/teams/{team}/fields', { params: { path: { team: team.id } }, signal }),
  });
  return data?.items ?? NONE;
}

/** For what the filter box suggests: values by the names of the fields. */
export function useFieldWords(team: Team): Record<string, string[]> {
  const yesNo = ['yes', 'no'];
  return Object.fromEntries(
    useFields(team).map(({ name, kind, options }) => [
      `custom:${name}`,
      kind === 'yes_no' ? yesNo : kind === 'person' ? ['me'] : options.map((one) => one.name),
    ]),
  );
}

/** The same with how many papers have a value, or those that can be restored; for the page of settings. */
export function useFieldList(team: Team, which: 'counted' | 'deleted', enabled = true) {
  return useQuery({
    queryKey: keys.fieldList(team.id, which),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/fields', { params: { path: { team: team.id }, query: { [which]: true } }, signal }),
    enabled,
  });
}

export function useFieldActions(team: Team) {
  const client = useQueryClient();
  const at = (field: string) => ({ params: { path: { team: team.id, field_id: field } } });

  async function refresh(): Promise<void> {
    void client.invalidateQueries({ queryKey: keys.papers(team.id) });
    void client.invalidateQueries({ queryKey: keys.allOfPapers(team.id) });
    await client.invalidateQueries({ queryKey: keys.fields(team.id) });
  }

  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      notifications.show({ color: 'red', message: sentence(error) });
      return null;
    } finally {
      await refresh();
    }
  }

  /** These two say in their form what is wrong. */
  async function add(body: Schemas['FieldIn']) {
    await api.post('/api/teams/{team}/fields', { params: { path: { team: team.id } }, body });
    await refresh();
  }
  async function edit(field: CustomField, body: Schemas['FieldEdit']) {
    await api.patch('/api/teams/{team}/fields/{field_id}', { ...at(field.id), body });
    await refresh();
  }

  const move = (field: CustomField, position: number) =>
    attempt(() => api.patch('/api/teams/{team}/fields/{field_id}', { ...at(field.id), body: { position } }));
  const restore = (field: CustomField) =>
    attempt(() => api.post('/api/teams/{team}/fields/{field_id}/restore', at(field.id)));

  /** Throws, so that the question before it says what is wrong. */
  async function remove(field: CustomField) {
    await api.delete('/api/teams/{team}/fields/{field_id}', at(field.id));
    await refresh();
    offerUndo(`field-${field.id}`, `“${field.name}” deleted.`, () => void restore(field));
  }

  return { add, edit, move, remove, restore };
}
