// A colour for a person, the same in every window; each has enough contrast with white letters.
const COLORS = ['#b03a48', '#2f6f4f', '#3b5bab', '#8a5a00', '#7a3f98', '#0f6e7c', '#a8431f', '#56632a'];

export function colorOf(id: string): string {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
  return COLORS[sum % COLORS.length]!;
}
