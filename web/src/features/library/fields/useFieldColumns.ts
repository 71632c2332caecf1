// Custom fields as columns of the list.
import { useMemo } from 'react';
import type { Team } from '../../../api/schemas';
import type { ColumnDefinition } from '../columns';
import { valueText } from './kinds';
import { useFields } from './useFields';

export function useFieldColumns(team: Team): ColumnDefinition[] {
  const fields = useFields(team);
  return useMemo(
    () =>
      fields.map(({ id, name }) => ({
        id: `field:${id}`,
        title: name,
        least: 90,
        grow: 1,
        full: (paper) => valueText(paper.fields[id]),
        cell: (paper) => valueText(paper.fields[id]),
      })),
    [fields],
  );
}
