// One of nine colours, or none.
import { LABEL_COLORS, shadeOf, type LabelColor } from './labelColors';
import classes from './ColorChoice.module.css';

interface Props {
  value: LabelColor | null;
  onChange: (color: LabelColor | null) => void;
}

export function ColorChoice({ value, onChange }: Props) {
  return (
    <fieldset className={classes.choice}>
      <legend>Colour</legend>
      {[null, ...LABEL_COLORS].map((color) => (
        <label key={color ?? 'none'} title={color ?? 'no colour'} className={classes.color}>
          <input
            type="radio"
            name="label-color"
            checked={value === color}
            onChange={() => onChange(color)}
            aria-label={color ?? 'no colour'}
          />
          <span aria-hidden style={color ? { background: shadeOf(color) } : undefined} />
        </label>
      ))}
    </fieldset>
  );
}
