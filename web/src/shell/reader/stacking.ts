// Cards beside the text: each as near to its mark as the others let it.

export interface Wish {
  id: string;
  /** Where the mark is, in pixels from the top of the panel; may be outside. */
  at: number;
  height: number;
}

const GAP = 8;

/**
 * Where each card begins. The chosen one stands exactly beside its mark (within the panel); those after it are pushed
 * down and those before it up. Without one, the first that is in view stands at its place.
 */
export function stack(wishes: readonly Wish[], chosen: string | null, room: number): number[] {
  if (!wishes.length) return [];
  const seen = wishes.findIndex((one) => one.id === chosen && one.at > -one.height && one.at < room);
  const pivot =
    seen >= 0
      ? seen
      : Math.max(
          0,
          wishes.findIndex((one) => one.at >= 0),
        );
  const tops: number[] = wishes.map((one) => one.at);
  const first = wishes[pivot] as Wish;
  tops[pivot] = seen >= 0 ? Math.min(Math.max(first.at, 0), Math.max(0, room - first.height)) : first.at;
  for (let next = pivot + 1; next < wishes.length; next++) {
    const before = wishes[next - 1] as Wish;
    tops[next] = Math.max(tops[next] ?? 0, (tops[next - 1] ?? 0) + before.height + GAP);
  }
  for (let before = pivot - 1; before >= 0; before--) {
    tops[before] = Math.min(tops[before] ?? 0, (tops[before + 1] ?? 0) - (wishes[before] as Wish).height - GAP);
  }
  return tops;
}
