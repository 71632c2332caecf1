// The reactions that the server knows, in the order in which they are offered.
import type { operations } from '../../api/schema';

export type Emoji = operations['discussions_react']['parameters']['path']['emoji'];

/** All of them: the type checker finds one that is missing or too many. */
const OFFERED: Record<Emoji, true> = {
  '👍': true,
  '👎': true,
  '❤️': true,
  '🎉': true,
  '😄': true,
  '😕': true,
  '🤔': true,
  '👀': true,
  '✅': true,
  '🙏': true,
};
export const EMOJI = Object.keys(OFFERED) as Emoji[];
