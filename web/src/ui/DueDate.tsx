// The day until which something is asked for. Browsers show days in their own order of day and month, so words say it too.
import { TextInput } from '@mantine/core';

const words = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** Some browsers let one type a year of six digits, which is no day of ours. */
export function inWords(value: string): string | undefined {
  if (!value) return 'Optional';
  const day = new Date(`${value}T12:00`);
  return Number.isNaN(day.getTime()) ? undefined : words.format(day);
}

interface Props {
  /** Such as 2026-12-24; empty without one. */
  value: string;
  onValue: (due: string) => void;
}

export function DueDate({ value, onValue }: Props) {
  return (
    <TextInput
      type="date"
      label="Due date"
      description={inWords(value)}
      mt="sm"
      min="2000-01-01"
      max="2999-12-31"
      value={value}
      onChange={(event) => onValue(event.currentTarget.value)}
    />
  );
}
