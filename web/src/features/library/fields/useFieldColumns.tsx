// The custom fields of a team as columns of the list; nobody has them without choosing them.
import { useMemo } from 'react';
import type { CustomField, Team } from '../../../api/schemas';
import { plainCell, type ColumnDefinition } from '../columns';
import classes from '../PaperLine.module.css';
import { valueText } from './kinds';
import { useFields } from './useFields';

function columnOf({ id, name, kind }: CustomField): ColumnDefinition {
  return {
    id: `field:${id}`,
    title: name,
    least: 90,
    grow: kind === 'text' || kind === 'link' ? 1 : undefined,
    className: kind === 'number' ? classes.number : undefined,
    ...plainCell((paper) => valueText(paper.fields[id])),
  };
}

/** The very same array until a field changes. */
export function useFieldColumns(team: Team): ColumnDefinition[] {
  const fields = useFields(team);
  return useMemo(() => fields.map(columnOf), [fields]);
}
