// A tag as it is shown in a line of text: a dot of its colour, and its name.
import { shadeOf, type LabelColor } from '../../../ui/labelColors';
import classes from './Tags.module.css';

export function TagChip({ name, color, automatic }: { name: string; color: LabelColor | null; automatic?: boolean }) {
  return (
    <span
      className={classes.chip}
      data-automatic={automatic || undefined}
      title={automatic ? `${name} (keyword)` : name}
    >
      {color && <span aria-hidden className={classes.dot} style={{ background: shadeOf(color) }} />}
      <span className={classes.chipName}>{name}</span>
    </span>
  );
}
