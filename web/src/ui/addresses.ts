// Email addresses out of whatever was pasted: lines, commas, “Ada <ada@…>”.

export function readAddresses(text: string): string[] {
  return [...new Set(text.match(/[^\s,;<>"]+@[^\s,;<>"]+/g) ?? [])];
}
