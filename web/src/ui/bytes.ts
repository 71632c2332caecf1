// Sizes of files as people say them.

/** “812 bytes”, “1.4 MB”, “2 GB”; a megabyte has a million bytes. */
export function bytes(count: number): string {
  if (count < 1_000) return `${count} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = -1;
  do {
    value /= 1_000;
    unit += 1;
  } while (value >= 999.5 && unit < units.length - 1);
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${units[unit]}`;
}
