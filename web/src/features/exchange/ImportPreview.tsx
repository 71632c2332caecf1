// What is in a file of references: what is new, here already, doubtful, and what could not be read, with line and reason.
import { Badge, ScrollArea, SegmentedControl, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/schemas';
import { plainTitle } from '../../ui/csl';
import { bylineOf, countsText, STATUS, type ImportedItem } from './importText';

const SHOWN = 200;

export function ImportPreview({ found, name }: { found: Schemas['ImportOut']; name: string }) {
  const [only, setOnly] = useState<ImportedItem['status'] | 'all'>('all');
  const statuses = (Object.keys(STATUS) as ImportedItem['status'][]).filter((one) => found.counts[one]);
  const items = found.items.filter((one) => only === 'all' || one.status === only);
  return (
    <>
      <Text size="sm" role="status">
        {name}: {countsText(found.counts)}
      </Text>
      {statuses.length > 1 && (
        <SegmentedControl
          aria-label="Show"
          size="xs"
          value={only}
          onChange={(value) => setOnly(value as typeof only)}
          data={[{ value: 'all', label: 'All' }, ...statuses.map((one) => ({ value: one, label: STATUS[one].label }))]}
        />
      )}
      <ScrollArea.Autosize
        mah="45vh"
        type="auto"
        viewportProps={{ tabIndex: 0, 'aria-label': 'References', role: 'group' }}
      >
        <Table verticalSpacing={6}>
          <Table.Tbody>
            {items.slice(0, SHOWN).map((item, index) => (
              // Several may begin in one line.
              <Table.Tr key={`${item.line} ${index}`}>
                <Table.Td w={1} style={{ verticalAlign: 'top', whiteSpace: 'nowrap' }}>
                  <Badge
                    miw="max-content"
                    variant="light"
                    color={STATUS[item.status].color}
                    tt="none"
                    c="var(--mantine-color-text)"
                  >
                    {STATUS[item.status].label}
                  </Badge>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" lineClamp={2}>
                    {plainTitle(item.metadata) || (item.status === 'refused' ? `Line ${item.line}` : 'Without title')}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {bylineOf(item)}
                  </Text>
                  {item.reason && (
                    <Text size="xs">
                      {item.reason} {plainTitle(item.metadata) && `(line ${item.line})`}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {items.length > SHOWN && (
        <Text size="xs" c="dimmed">
          The first {SHOWN} of {items.length.toLocaleString()} are shown; all of them are imported.
        </Text>
      )}
    </>
  );
}
