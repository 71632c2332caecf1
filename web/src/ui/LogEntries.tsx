// Entries of a log that is only added to: who did what, when and from where.
import { Text } from '@mantine/core';
import type { Schemas } from '../api/schemas';
import type { useList } from '../api/useList';
import { ListEnd } from './ListEnd';
import rows from './Rows.module.css';
import { Ago } from './Ago';
import { exactly } from './time';

type Entry = Schemas['AuditOut'];

/** `say` tells of an entry what was done, after the name of whoever did it. */
export function LogEntries({ log, say }: { log: ReturnType<typeof useList<Entry>>; say: (entry: Entry) => string }) {
  return (
    <>
      {log.items?.length === 0 && (
        <Text size="sm" c="dimmed" mt="md">
          No matching activity.
        </Text>
      )}
      <ol className={rows.list}>
        {log.items?.map((entry) => (
          <li key={entry.id} className={rows.line}>
            <div className={rows.what}>
              <Text size="sm">
                <b>{entry.person?.name || (entry.person ? 'A former member' : 'ScrollKeeper')}</b> {say(entry)}
              </Text>
              <Text size="xs" c="dimmed">
                {[entry.device, entry.address].filter(Boolean).join(', ')}
              </Text>
            </div>
            <Text size="xs" c="dimmed" component="time" dateTime={entry.at} title={exactly(entry.at)}>
              <Ago at={entry.at} />
            </Text>
          </li>
        ))}
      </ol>
      <ListEnd list={log} />
    </>
  );
}
